const limit = 60;

const escape = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;

/** Control and format characters may come from a peer, and the message may go to a terminal. */
const clean = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}`]/gu, escape);

/** By characters, not by their halves. */
const cut = (text: string): string => {
  const shown = [...clean(text.slice(0, 2 * (limit + 1)))];
  return shown.length > limit ? `${shown.slice(0, limit).join('')}…` : shown.join('');
};

/** Names only: a value could be long or secret, and reading it could run a getter. */
const shape = (value: object): string => {
  if (Array.isArray(value)) return `Array(${value.length})`;
  const prototype = Object.getPrototypeOf(value) as { readonly constructor?: { readonly name?: unknown } } | null;
  const maker = prototype?.constructor?.name;
  const name = typeof maker === 'string' && maker !== 'Object' ? `${maker} ` : '';
  if (ArrayBuffer.isView(value)) return `${name}of ${value.byteLength} bytes`;
  const keys = Object.keys(value);
  return keys.length === 0 ? `${name}{}` : `${name}{ ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', …' : ''} }`;
};

const text = (value: unknown): string => {
  if (typeof value === 'string') return `"${cut(value)}"`;
  if (typeof value === 'bigint') return cut(`${value}n`);
  if (typeof value === 'function') return cut(`function ${value.name}`.trim());
  if (value instanceof Error) return cut(`${value.name}: ${value.message}`);
  return cut(typeof value === 'object' && value !== null ? shape(value) : Object.is(value, -0) ? '-0' : String(value));
};

/**
 * Returns a value as a message may show it, between backticks: one short line, strings in quotes, objects by the names of
 * their properties. Never throws, whatever the value is.
 *
 * @example
 * ```ts
 * show(-1); // `-1`
 * show('8'); // `"8"`
 * show({ name: 'a', rtt: 3 }); // `{ name, rtt }`
 * ```
 */
export const show = (value: unknown): string => {
  try {
    return `\`${text(value)}\``;
  } catch {
    return `\`${typeof value}\``;
  }
};
