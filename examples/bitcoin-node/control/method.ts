import type { Observable } from 'rxjs';
import type { Json } from './json-text.js';
import type { NodeControl } from './node-control.js';
import type { Totals } from './totals.js';

/** One parameter of a method. An `integer` is a number that is whole and exact. */
export interface Parameter {
  readonly type: 'string' | 'integer' | 'boolean';
  /** Whether it may be left out, or be `null`. */
  readonly optional?: true;
  readonly about: string;
}

/** The parameters of a method by their names, in the order in which they are given by position. */
export type Parameters = Readonly<Record<string, Parameter>>;

interface Types {
  readonly string: string;
  readonly integer: number;
  readonly boolean: boolean;
}

/** What a method with such parameters is called with. */
export type Arguments<P extends Parameters> = {
  readonly [N in keyof P]: Types[P[N]['type']] | (P[N] extends { readonly optional: true } ? undefined : never);
};

/** What a method may use besides its arguments. */
export interface Context {
  readonly control: NodeControl;
  /** All methods by name, for `help`. */
  readonly methods: ReadonlyMap<string, Method>;
  /** Bytes since the node is controlled, of connections that are gone, too. */
  readonly totals: () => Totals;
  /** Has something done as soon as the answer is sent, or nobody waits for it any more. */
  readonly afterwards: (act: () => void) => void;
}

/** A method as it is called, whatever its parameters are. */
export interface Method {
  readonly name: string;
  readonly category: 'Control' | 'Network';
  /** For people. The first line stands for itself. */
  readonly about: string;
  readonly parameters: Parameters;
  run(args: Arguments<Parameters>, context: Context): Json | Observable<Json>;
}

interface Definition<P extends Parameters> extends Method {
  readonly parameters: P;
  run(args: Arguments<P>, context: Context): Json | Observable<Json>;
}

/**
 * Returns a method whose `run` gets its arguments by name and by type, as its parameters say; they are checked before. It
 * answers with what it returns, or with the one value of the observable that it returns; what it throws is the error.
 */
export const method = <const P extends Parameters>(definition: Definition<P>): Method => definition;
