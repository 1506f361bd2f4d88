/** What an answer is made of: JSON, with whole numbers of any size. What is `undefined` is left out. */
export type Json =
  null | boolean | number | bigint | string | readonly Json[] | { readonly [name: string]: Json | undefined };

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/**
 * Returns the text of `value`. `JSON.stringify` knows no `bigint`, and a number of JavaScript is exact up to 2⁵³ only, which
 * the 64 service bits that somebody claims to have may well exceed.
 *
 * @example
 * ```ts
 * jsonText({ services: 2n ** 64n - 1n }); // '{"services":18446744073709551615}'
 * ```
 */
export const jsonText = (value: Json): string => {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}:${jsonText(member)}`],
  );
  return `{${members.join(',')}}`;
};
