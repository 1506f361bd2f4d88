import type { Observable } from 'rxjs';
import { from, tap, type ObservableInput } from 'rxjs';
import type { AddressSource } from '../core/address-source.js';
import { Pool, type PoolOptions } from './pool.js';

const isSource = <A>(addresses: ObservableInput<A> | AddressSource<A>): addresses is AddressSource<A> =>
  'lease' in addresses && typeof addresses.lease === 'function';

const isIterable = <A>(addresses: ObservableInput<A>): addresses is Iterable<A> & ObservableInput<A> =>
  Symbol.iterator in addresses;

/** Adds what a stream brings, as long as it is run. */
class FedPool<A> extends Pool<A> {
  readonly run$: Observable<unknown>;

  constructor(feed: ObservableInput<A>, options: PoolOptions<A>) {
    super(options);
    this.run$ = from(feed).pipe(tap((address) => this.add(address)));
  }
}

/** Returns the source that `addresses` is, or a pool of them: an iterable is pulled as needed, anything else pushes. */
export const sourceOf = <A>(
  addresses: ObservableInput<A> | AddressSource<A>,
  options: PoolOptions<A>,
): AddressSource<A> => {
  if (isSource(addresses)) return addresses;
  if (isIterable(addresses)) return new Pool({ ...options, more: addresses[Symbol.iterator]() });
  return new FedPool(addresses, options);
};
