import { isIP } from 'node:net';
import { defer, type Observable } from 'rxjs';
import type { Address } from '../core/address.js';
import type { Dial } from '../core/dial.js';
import { raceAddresses, type RaceOptions } from '../operators/race-addresses.js';
import { expectDialable } from './expect-dialable.js';

/**
 * Returns the dial of addresses that `dial` is of IP addresses: `dial` gets one in place of the host, and the address as it
 * was asked for. An IP address is dialled as it is, at no cost; the addresses of a name are raced.
 */
export const dialHosts =
  <S>(race: RaceOptions, dial: (ip: string, address: Address) => Observable<S>): Dial<Address, S> =>
  (address) =>
    typeof address.host === 'string' && isIP(address.host)
      ? dial(address.host, address)
      : defer(() => {
          expectDialable(address);
          return raceAddresses(address.host, race, (ip) => dial(ip, address));
        });
