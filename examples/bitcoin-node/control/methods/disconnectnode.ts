import { formatAddress } from 'rx-connmgr';
import { match, P } from 'ts-pattern';
import { canonicalName } from '../canonical-name.js';
import { connected, type ConnectedRow } from '../connected.js';
import { method } from '../method.js';
import { RpcError, rpcCodes } from '../rpc-error.js';

/** Ends one connection, which is named by its address or by its id. */
export const disconnectnode = method({
  name: 'disconnectnode',
  category: 'Network',
  about: [
    'Immediately disconnects from the specified peer node.',
    'Exactly one of "address" and "nodeid" must be given; give an empty "address" if only the id is given by position.',
    'A node of "addnode add" is dialled again: "addnode remove" forgets it.',
  ].join('\n'),
  parameters: {
    address: { type: 'string', optional: true, about: 'The address of the node, as getpeerinfo has it.' },
    nodeid: { type: 'integer', optional: true, about: 'The id of the node, as getpeerinfo has it.' },
  },
  run: ({ address, nodeid }, { control }) => {
    const isMeant = match({ address, nodeid })
      .with({ address: P.string, nodeid: undefined }, ({ address: text }) => {
        const name = canonicalName(text, control.chain);
        return (row: ConnectedRow) => formatAddress(row.address) === name;
      })
      .with({ address: P.union(undefined, ''), nodeid: P.number }, () => (row: ConnectedRow) => row.id === nodeid)
      .otherwise(() => {
        throw new RpcError(rpcCodes.invalidParams, 'Only one of address and nodeid should be provided.');
      });
    const row = connected(control).find(isMeant);
    if (row && control.disconnect(row.id)) return null;
    throw new RpcError(rpcCodes.notConnected, 'Node not found in connected nodes');
  },
});
