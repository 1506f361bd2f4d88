import type { Address } from 'rx-connmgr';
import { loopback } from './loopback.js';
import type { Peers } from './peers.js';

/** How many addresses of each sort, and where the peers are. */
export interface NetworkOptions extends Pick<Peers, 'ports' | 'refusingPort'> {
  readonly answering: number;
  readonly refusing: number;
}

/** Returns the addresses of a network, all of them distinct, those that answer first. */
export const network = ({ answering, refusing, ports, refusingPort }: NetworkOptions): Address[] => {
  const good = loopback(answering, 0).map(({ host }, index) => ({ host, port: ports[index % ports.length] as number }));
  return [...good, ...loopback(refusing, refusingPort, answering)];
};
