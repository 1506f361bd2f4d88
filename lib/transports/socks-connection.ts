import type { Duplex } from 'node:stream';
import { defer, map, type OperatorFunction } from 'rxjs';
import type { Address } from '../core/address.js';
import { expectAddress } from './expect-address.js';
import { socksExchange } from './socks-exchange.js';
import type { SocksSettings } from './socks-options.js';

/** Returns `socksConnect` with settings that are checked already. */
export const socksConnection =
  <S extends Duplex>(address: Address, settings: SocksSettings): OperatorFunction<S, S> =>
  (proxy$) =>
    defer(() => {
      expectAddress(address);
      const { host, port } = address;
      return proxy$.pipe(
        socksExchange<S>({ command: 'connect', host, port }, settings),
        map(({ socket }) => socket),
      );
    });
