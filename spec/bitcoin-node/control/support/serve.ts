import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReplaySubject, firstValueFrom, type Subscription } from 'rxjs';
import type { Address } from 'rx-connmgr';
import type { NodeControl } from '../../../../examples/bitcoin-node/control/node-control.js';
import { rpcServer } from '../../../../examples/bitcoin-node/control/rpc-server.js';
import type { RpcServerOptions } from '../../../../examples/bitcoin-node/control/rpc-server-options.js';
import { ask, type Answer } from './http.js';

export const password = 'a password that is known';
export const authorization = `Basic ${Buffer.from(`__cookie__:${password}`).toString('base64')}`;

/** A server that listens, on a port of its own. */
export interface Serving {
  readonly address: Address;
  readonly cookie: string;
  readonly subscription: Subscription;
  /** Sends a call, or several, with the right password. */
  readonly post: (body: unknown) => Promise<Answer>;
}

const started: (() => void)[] = [];

/** Closes all that {@link serve} has opened. */
export const stopServing = (): void => started.splice(0).forEach((stop) => stop());

export const serve = async (control: NodeControl, options: Partial<RpcServerOptions> = {}): Promise<Serving> => {
  const directory = mkdtempSync(join(tmpdir(), 'rpc-'));
  const cookie = join(directory, '.cookie');
  const listening = new ReplaySubject<Address>(1);
  const subscription = rpcServer(control, { port: 0, cookieFile: cookie, password, ...options }).subscribe(listening);
  started.push(() => {
    subscription.unsubscribe();
    rmSync(directory, { recursive: true });
  });
  const address = await firstValueFrom(listening);
  const post = (body: unknown) => {
    const sent = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return ask(address, sent, { headers: { authorization } });
  };
  return { address, cookie, subscription, post };
};
