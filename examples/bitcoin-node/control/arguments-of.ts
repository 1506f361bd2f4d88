import { helpText } from './help-text.js';
import type { Arguments, Method, Parameter, Parameters } from './method.js';
import { RpcError, rpcCodes } from './rpc-error.js';

/** Parameters as they came: by position, or by name. */
export type Params = readonly unknown[] | Readonly<Record<string, unknown>>;

const isList = (params: Params): params is readonly unknown[] => Array.isArray(params);

const typeOf = (value: unknown): string =>
  value === null || value === undefined ? 'null' : Array.isArray(value) ? 'array' : typeof value;

const expected = { string: 'string', integer: 'number', boolean: 'bool' } as const;
const named: Readonly<Record<string, string>> = { boolean: 'bool' };

const isMissing = (value: unknown): boolean => value === null || value === undefined;

const fits = (value: unknown, { type, optional }: Parameter): boolean =>
  isMissing(value) ? optional === true : typeOf(value) === (type === 'integer' ? 'number' : type);

/** Those by name, by position. `args` has the first of them by position, as in Bitcoin Core. */
const byPosition = (params: Readonly<Record<string, unknown>>, names: readonly string[]): readonly unknown[] => {
  const args = Object.hasOwn(params, 'args') ? params.args : undefined;
  const first: readonly unknown[] = Array.isArray(args) ? args : [];
  for (const name of Object.keys(params)) {
    const at = names.indexOf(name);
    if (name === 'args' && Array.isArray(args)) continue;
    if (at < 0) throw new RpcError(rpcCodes.invalidParameter, `Unknown named parameter ${name}`);
    if (at < first.length) {
      const message = `Parameter ${name} specified twice both as positional and named argument`;
      throw new RpcError(rpcCodes.invalidParameter, message);
    }
  }
  const last = Math.max(-1, ...names.map((name, at) => (Object.hasOwn(params, name) ? at : -1)));
  const rest = names.slice(first.length, last + 1);
  return [...first, ...rest.map((name) => (Object.hasOwn(params, name) ? params[name] : null))];
};

const wrongTypes = (given: readonly unknown[], parameters: readonly (readonly [string, Parameter])[]) =>
  parameters.flatMap(([name, parameter], at) => {
    if (at >= given.length || fits(given[at], parameter)) return [];
    const got = typeOf(given[at]);
    const message = `JSON value of type ${named[got] ?? got} is not of expected type ${expected[parameter.type]}`;
    return [[`Position ${at + 1} (${name})`, message] as const];
  });

/**
 * Returns the arguments of a method by name, of parameters given by position or by name. One that was left out is
 * `undefined`.
 *
 * @throws RpcError -1 with the help of the method if there are too few or too many, -3 if one is of a wrong type, -8 if one
 * has no such name, -1 if a number is not whole or not exact
 * Source: Bitcoin Core, `RPCHelpMan::HandleRequest`, `transformNamedArguments` and `UniValue::getInt`.
 */
export const argumentsOf = (method: Method, params: Params): Arguments<Parameters> => {
  const parameters = Object.entries(method.parameters);
  const given = isList(params)
    ? params
    : byPosition(
        params,
        parameters.map(([name]) => name),
      );
  const required = parameters.filter(([, { optional }]) => !optional).length;
  if (given.length < required || given.length > parameters.length) throw new RpcError(rpcCodes.misc, helpText(method));
  const wrong = wrongTypes(given, parameters);
  if (wrong.length > 0) {
    throw new RpcError(rpcCodes.type, `Wrong type passed:\n${JSON.stringify(Object.fromEntries(wrong), undefined, 4)}`);
  }
  const isOutOfRange = given.some((value) => typeof value === 'number' && !Number.isSafeInteger(value));
  if (isOutOfRange) throw new RpcError(rpcCodes.misc, 'JSON integer out of range');
  const args = parameters.map(([name], at) => [name, isMissing(given[at]) ? undefined : given[at]] as const);
  return Object.fromEntries(args) as Arguments<Parameters>;
};
