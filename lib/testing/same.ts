import { jsonOf } from './json-of.js';

/** What is compared of an error although a loop over its properties would not find it. */
const hidden = ['name', 'message', 'cause', 'errors'];

const keysOf = (value: object): readonly PropertyKey[] => {
  const all = Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  return value instanceof Error ? [...new Set([...all, ...hidden.filter((key) => key in value)])] : all;
};

const get = (value: object, key: PropertyKey): unknown => (value as Readonly<Record<PropertyKey, unknown>>)[key];

/** What a value holds where no property shows it: dates, addresses, patterns, bytes. */
const essence = (value: object): unknown => {
  if (value instanceof RegExp) return String(value);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return jsonOf(value);
};

/** Those above the pair that is compared: a circle that leads back to the same pair is no difference. */
type Above = readonly (readonly [unknown, unknown])[];

const sameProperties = (a: object, b: object, above: Above): boolean => {
  const keys = keysOf(a);
  return (
    keys.length === keysOf(b).length &&
    keys.every((key) => Object.hasOwn(b, key) === Object.hasOwn(a, key) && alike(get(a, key), get(b, key), above))
  );
};

/** Members in any order: each of one side has its own like on the other. */
const sameMembers = (a: Iterable<unknown>, b: Iterable<unknown>, above: Above): boolean => {
  const left = [...b];
  for (const member of a) {
    const found = left.findIndex((one) => alike(member, one, above));
    if (found < 0) return false;
    left.splice(found, 1);
  }
  return left.length === 0;
};

const sameObjects = (a: object, b: object, above: Above): boolean => {
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (above.some(([left, right]) => left === a && right === b)) return true;
  const below: Above = [...above, [a, b]];
  if (!alike(essence(a), essence(b), below) || !sameProperties(a, b, below)) return false;
  const collections = (a instanceof Map && b instanceof Map) || (a instanceof Set && b instanceof Set);
  return !collections || sameMembers(a, b, below);
};

const alike = (a: unknown, b: unknown, above: Above): boolean =>
  Object.is(a, b) ||
  (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && sameObjects(a, b, above));

/**
 * Returns whether two values are alike, however deep: of one class, with the same properties. Errors go by name, message,
 * cause and what they carry, not by their stack; maps and sets by their members; functions only by identity.
 */
export const same = (a: unknown, b: unknown): boolean => alike(a, b, []);
