import type { Bans } from 'rx-connmgr';
import { Subject, type Observable, type ObservableInput } from 'rxjs';

/** A list of banned names, whatever their port: `v!1` is `v`. */
export class NameBans implements Bans<string> {
  readonly #changed$ = new Subject<void>();
  readonly changed$ = this.#changed$.asObservable();
  readonly #names = new Set<string>();
  readonly run$?: Observable<unknown>;
  readonly close?: () => ObservableInput<unknown>;

  constructor(
    names: readonly string[] = [],
    more: { readonly run$?: Observable<unknown>; readonly close?: () => ObservableInput<unknown> } = {},
  ) {
    for (const name of names) this.#names.add(name);
    if (more.run$) this.run$ = more.run$;
    if (more.close) this.close = more.close;
  }

  has(address: string): boolean {
    return this.#names.has(address.replace(/!.*/, ''));
  }

  ban(...names: readonly string[]): void {
    for (const name of names) this.#names.add(name);
    this.#changed$.next();
  }

  lift(...names: readonly string[]): void {
    for (const name of names) this.#names.delete(name);
    this.#changed$.next();
  }
}
