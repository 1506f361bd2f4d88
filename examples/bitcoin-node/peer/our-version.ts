import { networkOf, type Address } from 'rx-connmgr';
import type { Version } from '../wire/message.js';
import type { KnownSelf } from './self.js';
import { isBlockRelayOnly, isFeeler, type Whom } from './whom.js';

const nowhere: Address = { host: '0.0.0.0', port: 0 };

/** A place that the 16 bytes of `version` can hold. */
const fits = ({ host }: Address): boolean => ['ipv4', 'ipv6'].includes(networkOf(host)) && !host.includes('%');

/** Returns what we say of ourselves. Not where we are: gossip does that, and to those only whom it concerns. */
export const ourVersion = (self: KnownSelf, whom: Whom, nonce: bigint, now: number): Version => ({
  command: 'version',
  version: self.protocolVersion,
  services: self.services,
  time: now,
  receiver: fits(whom.address) ? whom.address : nowhere,
  sender: nowhere,
  nonce,
  userAgent: self.userAgent,
  height: self.height,
  relay: !isBlockRelayOnly(whom) && !isFeeler(whom),
});
