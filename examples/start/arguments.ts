import { parseArgs } from 'node:util';
import { formatAddress, parseAddress, type Address } from 'rx-connmgr';
import { complaintOf } from './complaint-of.js';
import { nearest } from './nearest.js';
import { UsageError } from './usage-error.js';

/** What the program was told to do. */
export interface Arguments {
  readonly help: boolean;
  readonly json: boolean;
  /** The file of addresses. Without it and without `connect`, the embedded network. */
  readonly addresses?: string;
  readonly maxOutbound: number;
  readonly connect: readonly Address[];
  readonly addPeer: readonly Address[];
  readonly seconds?: number;
  readonly seed: number;
}

const options = {
  addresses: { type: 'string' },
  'max-outbound': { type: 'string' },
  connect: { type: 'string', multiple: true },
  'add-peer': { type: 'string', multiple: true },
  seconds: { type: 'string' },
  json: { type: 'boolean' },
  seed: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Name = keyof typeof options;
const names = Object.keys(options) as Name[];
const isName = (name: string): name is Name => Object.hasOwn(options, name);

/** What cannot be said together, and why. */
const contradictions: readonly (readonly [Name, Name, string])[] = [
  ['connect', 'add-peer', 'the first connects to nothing else, the second adds to the automatic connections'],
  ['connect', 'addresses', 'with the first nothing is dialled but what it names'],
  ['connect', 'max-outbound', 'with the first there are no automatic connections'],
  ['connect', 'seed', 'troubles are for the embedded network'],
  ['addresses', 'seed', 'troubles are for the embedded network'],
];

/** More than any system gives a process sockets. */
const MAX_OUTBOUND = 100_000;

const MAX_SEED = 2 ** 32 - 1;

/** Node fires a timer of more than 2³¹−1 ms at once. */
const MAX_SECONDS = 2_147_483;

const expected = (name: Name, what: string, got: string) =>
  new UsageError(`Expected --${name} to be ${what}, got \`${got}\``);

const wholeNumber = (name: Name, text: string, most: number): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most) throw expected(name, `a whole number from 0 to ${most}`, text);
  return value;
};

const seconds = (text: string): number => {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value === 0 || value > MAX_SECONDS) {
    throw expected('seconds', `a number of seconds above 0, at most ${MAX_SECONDS}`, text);
  }
  return value;
};

const addresses = (name: Name, texts: readonly string[]): readonly Address[] => {
  const parsed = texts.map((text) => {
    try {
      return parseAddress(text);
    } catch (err) {
      throw new UsageError(`--${name}: ${complaintOf(err)}`);
    }
  });
  const keys = parsed.map(formatAddress);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw new UsageError(`--${name} names ${twice} twice`);
  return parsed;
};

const unknown = (rawName: string): UsageError => {
  const meant = nearest(rawName.replace(/^-+/, ''), names);
  return new UsageError(`Unknown option ${rawName}${meant === undefined ? '' : `: did you mean --${meant}?`}`);
};

/** Returns the values that each option was given, in order; `true` for one without a value. */
const collect = (argv: readonly string[]): ReadonlyMap<Name, readonly string[]> => {
  const given = new Map<Name, readonly string[]>();
  for (const token of parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens) {
    if (token.kind === 'positional') throw new UsageError(`Unexpected argument \`${token.value}\``);
    if (token.kind === 'option-terminator') continue;
    const { name, rawName, value } = token;
    if (!isName(name)) throw unknown(rawName);
    const { type } = options[name];
    if (type === 'boolean' && value !== undefined) throw new UsageError(`${rawName} takes no value, got \`${value}\``);
    if (type === 'string' && (value === undefined || value === '' || (!token.inlineValue && value.startsWith('--')))) {
      throw new UsageError(`${rawName} needs a value`);
    }
    const before = given.get(name) ?? [];
    if (before.length > 0 && !('multiple' in options[name])) throw new UsageError(`${rawName} is given twice`);
    given.set(name, [...before, value ?? '']);
  }
  return given;
};

/**
 * Returns what the arguments ask for.
 *
 * @throws UsageError - with a message for the user: an unknown option, a value that cannot be, a contradiction.
 */
export const readArguments = (argv: readonly string[]): Arguments => {
  const given = collect(argv);
  const one = (name: Name) => given.get(name)?.[0];
  for (const [a, b, why] of contradictions) {
    if (given.has(a) && given.has(b)) throw new UsageError(`--${a} and --${b} cannot be mixed: ${why}`);
  }
  const file = one('addresses');
  const time = one('seconds');
  return {
    help: given.has('help'),
    json: given.has('json'),
    ...(file === undefined ? {} : { addresses: file }),
    maxOutbound: given.has('connect') ? 0 : wholeNumber('max-outbound', one('max-outbound') ?? '8', MAX_OUTBOUND),
    connect: addresses('connect', given.get('connect') ?? []),
    addPeer: addresses('add-peer', given.get('add-peer') ?? []),
    ...(time === undefined ? {} : { seconds: seconds(time) }),
    seed: wholeNumber('seed', one('seed') ?? '1', MAX_SEED),
  };
};
