import { map, take, type Observable } from 'rxjs';
import type { Address } from '../core/address.js';
import type { SocksCommand } from '../core/socks/socks-request.js';
import { expectDialable } from './expect-dialable.js';
import { socksExchange } from './socks-exchange.js';
import { socksSettings, type SocksOptions } from './socks-options.js';
import { tcp } from './tcp.js';

const patience = 30_000;

/** Returns a function that puts one question to Tor for each subscription, over a connection of its own. */
export const askTor = (
  command: SocksCommand,
  proxy: Address,
  { auth, isolate, timeout = patience }: SocksOptions,
): ((host: string) => Observable<string>) => {
  const settings = socksSettings({ auth, isolate, timeout });
  expectDialable(proxy);
  const proxy$ = tcp()(proxy);
  return (host) =>
    proxy$.pipe(
      socksExchange({ command, host }, settings),
      take(1),
      map(({ answer }) => answer.host),
    );
};
