import { map, type Observable } from 'rxjs';
import { match } from 'ts-pattern';
import { connected } from '../connected.js';
import { helpText } from '../help-text.js';
import type { Json } from '../json-text.js';
import { method, type Method } from '../method.js';
import type { NodeControl } from '../node-control.js';
import { peerInfo } from '../peer-info.js';
import { RpcError, rpcCodes } from '../rpc-error.js';
import { tryError } from '../try-error.js';

const orInvalid = <T>(act: () => T): T => {
  try {
    return act();
  } catch (cause) {
    throw new RpcError(rpcCodes.invalidParameter, `Error: ${(cause as Error).message}`);
  }
};

const add = (control: NodeControl, node: string): null => {
  if (orInvalid(() => control.addNode(node))) return null;
  throw new RpcError(rpcCodes.alreadyAdded, 'Error: Node already added');
};

const remove = (control: NodeControl, node: string): null => {
  if (orInvalid(() => control.removeNode(node))) return null;
  throw new RpcError(rpcCodes.notAdded, 'Error: Node could not be removed. It has not been added previously.');
};

const tryOnce = (control: NodeControl, node: string, verbose: boolean): Observable<Json> =>
  orInvalid(() => control.tryNode(node)).pipe(
    map((result) => {
      if (result.type === 'failed') throw tryError(node, result.error);
      const row = verbose ? connected(control).find(({ peer }) => peer === result.peer) : undefined;
      return row ? peerInfo(row) : null;
    }),
  );

/** Keeps a node, forgets it, or dials it once. */
export const addnode: Method = method({
  name: 'addnode',
  category: 'Network',
  about: [
    'Attempts to add or remove a node from the addnode list, or tries a connection to a node once.',
    '"onetry" is answered when it is known what became of the dial: with null if the node is connected (with its entry of',
    'getpeerinfo if verbose), else with an error that says why it is not.',
  ].join('\n'),
  parameters: {
    node: { type: 'string', about: 'The address of the node, as in "192.0.2.1:8333"; the port may be left out.' },
    command: { type: 'string', about: '"add" to keep the node, "remove" to forget it, "onetry" to try it once.' },
    v2transport: { type: 'boolean', optional: true, about: 'Only false: BIP 324 is not spoken here.' },
    verbose: { type: 'boolean', optional: true, about: 'Whether "onetry" answers with the peer. Default: false.' },
  },
  run: ({ node, command, v2transport, verbose = false }, { control }) => {
    if (v2transport) {
      throw new RpcError(rpcCodes.invalidParameter, 'Error: v2transport requested but not enabled (see -v2transport)');
    }
    return match(command)
      .with('add', () => add(control, node))
      .with('remove', () => remove(control, node))
      .with('onetry', () => tryOnce(control, node, verbose))
      .otherwise(() => {
        throw new RpcError(rpcCodes.misc, helpText(addnode));
      });
  },
});
