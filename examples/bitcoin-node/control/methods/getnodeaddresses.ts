import type { NetworkName, Sighting } from 'rx-connmgr';
import { networkOf } from 'rx-connmgr';
import type { Json } from '../json-text.js';
import { method } from '../method.js';
import { networks } from '../networks.js';
import { RpcError, rpcCodes } from '../rpc-error.js';
import { seconds } from '../seconds.js';

const networkNamed = (name: string): NetworkName => {
  const network = networks.find((one) => one === name);
  if (network) return network;
  throw new RpcError(rpcCodes.invalidParameter, `Network not recognized: ${name}`);
};

const infoOf = ({ host, port, seen = 0, services = 0n }: Sighting): Json => ({
  time: seconds(seen),
  services,
  address: host,
  port,
  network: networkOf(host),
});

/** Addresses that the node knows of, picked at random. */
export const getnodeaddresses = method({
  name: 'getnodeaddresses',
  category: 'Network',
  about: 'Return known addresses, after filtering for quality and recency.',
  parameters: {
    count: { type: 'integer', optional: true, about: 'The most addresses to return; 0 for all. Default: 1.' },
    network: { type: 'string', optional: true, about: `Only of this network: ${networks.join(', ')}. Default: all.` },
  },
  run: ({ count = 1, network }, { control }) => {
    if (count < 0) throw new RpcError(rpcCodes.invalidParameter, 'Address count out of range');
    const wanted = network === undefined ? undefined : networkNamed(network);
    return control.addresses(count, wanted).map(infoOf);
  },
});
