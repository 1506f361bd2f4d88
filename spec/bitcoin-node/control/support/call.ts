import { firstValueFrom, defer } from 'rxjs';
import type { Params } from '../../../../examples/bitcoin-node/control/arguments-of.js';
import { execute } from '../../../../examples/bitcoin-node/control/execute.js';
import type { Json } from '../../../../examples/bitcoin-node/control/json-text.js';
import type { Context } from '../../../../examples/bitcoin-node/control/method.js';
import { methods } from '../../../../examples/bitcoin-node/control/methods.js';
import type { NodeControl } from '../../../../examples/bitcoin-node/control/node-control.js';
import type { RpcError } from '../../../../examples/bitcoin-node/control/rpc-error.js';

/** Calls a method, and resolves to its result. What is to be done afterwards is done then. */
export const call = async (
  control: NodeControl,
  method: string,
  params: Params = [],
  context: Partial<Context> = {},
): Promise<Json> => {
  const acts: (() => void)[] = [];
  const whole: Context = {
    control,
    methods,
    totals: () => ({ bytesSent: 0, bytesReceived: 0 }),
    afterwards: (act) => void acts.push(act),
    ...context,
  };
  try {
    return await firstValueFrom(defer(() => execute({ method, params }, whole)));
  } finally {
    acts.forEach((act) => act());
  }
};

/** Calls a method that is to fail, and resolves to its error. */
export const failing = async (control: NodeControl, method: string, params: Params = []): Promise<RpcError> => {
  const result = await call(control, method, params).catch((error: unknown) => error as RpcError);
  if (result instanceof Error) return result;
  throw new Error(`${method} did not fail, but answered ${typeof result}`);
};
