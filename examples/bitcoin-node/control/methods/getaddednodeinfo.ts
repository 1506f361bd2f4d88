import { formatAddress } from 'rx-connmgr';
import { canonicalName } from '../canonical-name.js';
import { connected, type ConnectedRow } from '../connected.js';
import type { Json } from '../json-text.js';
import { method } from '../method.js';
import type { AddedNode } from '../node-control.js';
import { RpcError, rpcCodes } from '../rpc-error.js';

const infoOf = ({ name, connected: isConnected }: AddedNode, row: ConnectedRow | undefined): Json => ({
  addednode: name,
  connected: isConnected,
  addresses:
    isConnected && row
      ? [{ address: formatAddress(row.address), connected: row.kind === 'inbound' ? 'inbound' : 'outbound' }]
      : [],
});

/** The nodes that are kept, also those that are not connected. */
export const getaddednodeinfo = method({
  name: 'getaddednodeinfo',
  category: 'Network',
  about: [
    'Returns information about the given added node, or all added nodes, connected or not.',
    'Nodes that were tried once ("addnode onetry") are not listed here.',
  ].join('\n'),
  parameters: {
    node: { type: 'string', optional: true, about: 'Only this one. Default: all nodes.' },
  },
  run: ({ node }, { control }) => {
    const isMeant = ({ name }: AddedNode) =>
      node === undefined || canonicalName(name, control.chain) === canonicalName(node, control.chain);
    const rows = new Map(connected(control).map((row) => [row.id, row]));
    const added = control.addedNodes().filter(isMeant);
    if (node !== undefined && added.length === 0) {
      throw new RpcError(rpcCodes.notAdded, 'Error: Node has not been added.');
    }
    return added.map((one) => infoOf(one, one.id === undefined ? undefined : rows.get(one.id)));
  },
});
