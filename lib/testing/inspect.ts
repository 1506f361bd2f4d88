import { show } from '../core/check.js';
import { jsonOf } from './json-of.js';

const simple = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function ${value.name || 'without a name'}]`;
  return Object.is(value, -0) ? '-0' : String(value);
};

const nameOf = (value: object): string => {
  const prototype = Object.getPrototypeOf(value) as { readonly constructor?: { readonly name?: unknown } } | null;
  const name = prototype?.constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? name : '';
};

const fields = (value: object, depth: number): string => {
  const all = Object.entries(value).map(([key, one]) => `${key}: ${text(one, depth)}`);
  return all.length === 0 ? '{}' : `{ ${all.join(', ')} }`;
};

const list = (values: readonly unknown[], depth: number): string =>
  `[${values.map((value) => text(value, depth)).join(', ')}]`;

const deep = (value: object, depth: number): string => {
  if (depth === 0) return '…';
  if (Array.isArray(value)) return list(value, depth - 1);
  if (value instanceof Map) return `Map ${list([...value], depth - 1)}`;
  if (value instanceof Set) return `Set ${list([...value], depth - 1)}`;
  if (value instanceof RegExp) return String(value);
  if (value instanceof Error) {
    const rest = fields(value, depth - 1);
    return `${value.name}: ${value.message}${rest === '{}' ? '' : ` ${rest}`}`;
  }
  const json = jsonOf(value);
  if (json !== undefined) return `${nameOf(value)} ${text(json, depth - 1)}`.trim();
  return `${nameOf(value)} ${fields(value, depth - 1)}`.trim();
};

const text = (value: unknown, depth: number): string =>
  typeof value === 'object' && value !== null ? deep(value, depth) : simple(value);

/** Returns a value as one line, for the message of a failed test: down to some depth, and never throws. */
export const inspect = (value: unknown): string => {
  try {
    return text(value, 5);
  } catch {
    return show(value);
  }
};
