import { isIP } from 'node:net';
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
  /** DNS seeds, by name. */
  readonly seeds: readonly string[];
  /** Who resolves them: `address` or `address:port`. None: whom the system asks. */
  readonly dns: readonly string[];
  /** The port of the peers that seeds tell of. */
  readonly port: number;
  readonly proxy?: Address;
  /** The file of the address book. */
  readonly book?: string;
  readonly listen?: Address;
  readonly maxPeers?: number;
  /** The file of the bans. */
  readonly banFile?: string;
  /** Which peers the troubles befall. */
  readonly randomSeed: number;
}

const options = {
  addresses: { type: 'string' },
  'max-outbound': { type: 'string' },
  connect: { type: 'string', multiple: true },
  'add-peer': { type: 'string', multiple: true },
  seconds: { type: 'string' },
  json: { type: 'boolean' },
  seed: { type: 'string', multiple: true },
  dns: { type: 'string', multiple: true },
  port: { type: 'string' },
  proxy: { type: 'string' },
  book: { type: 'string' },
  listen: { type: 'string' },
  'max-peers': { type: 'string' },
  'ban-file': { type: 'string' },
  'random-seed': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Name = keyof typeof options;
const names = Object.keys(options) as Name[];
const isOption = (name: string): name is Name => Object.hasOwn(options, name);

/** What cannot be said together, and why. */
const contradictions: readonly (readonly [Name, Name, string])[] = [
  ['connect', 'add-peer', 'the first connects to nothing else, the second adds to the automatic connections'],
  ['connect', 'addresses', 'with the first nothing is dialled but what it names'],
  ['connect', 'max-outbound', 'with the first there are no automatic connections'],
  ['connect', 'seed', 'with the first nothing is dialled but what it names'],
  ['connect', 'book', 'with the first nothing is dialled but what it names'],
  ['dns', 'proxy', 'with the second names are resolved by the proxy'],
  ...(['connect', 'addresses', 'seed', 'book'] as const).map(
    (real) => [real, 'random-seed', 'troubles are for the embedded network'] as const,
  ),
];

/** What says nothing without one of the others, and why. */
const companions: readonly (readonly [Name, readonly Name[], string])[] = [
  ['dns', ['seed'], 'it is asked for seeds'],
  ['port', ['seed'], 'it is that of the peers that seeds tell of'],
  ['proxy', ['seed', 'addresses', 'book', 'connect'], 'the embedded network is in this process'],
];

/** More than any system gives a process sockets. */
const MAX_OUTBOUND = 100_000;

const MAX_RANDOM_SEED = 2 ** 32 - 1;

const MAX_PORT = 65_535;

/** Node fires a timer of more than 2³¹−1 ms at once. */
const MAX_SECONDS = 2_147_483;

const expected = (name: Name, what: string, got: string) =>
  new UsageError(`Expected --${name} to be ${what}, got \`${got}\``);

const wholeNumber = (name: Name, text: string, most: number, least = 0): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw expected(name, `a whole number from ${least} to ${most}`, text);
  }
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

/** Returns what was given, each once. */
const distinct = (name: Name, texts: readonly string[]): readonly string[] => {
  const twice = texts.find((text, i) => texts.indexOf(text) !== i);
  if (twice !== undefined) throw new UsageError(`--${name} names ${twice} twice`);
  return texts;
};

/** The labels of a name, RFC 1123; an underscore does no harm. The last one is no number. */
const label = /^[a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?$/i;

const isName = (text: string): boolean =>
  text.length <= 253 && text.split('.').every((part) => label.test(part)) && !/(^|\.)\d+$/.test(text);

const seedNames = (texts: readonly string[]): readonly string[] => {
  const seeds = texts.map((text) => text.toLowerCase().replace(/\.$/, ''));
  const wrong = seeds.find((seed) => !isName(seed));
  if (wrong === undefined) return distinct('seed', seeds);
  const hint = /^\d+$/.test(wrong) ? '; which peers the troubles befall is --random-seed' : '';
  throw new UsageError(`Expected --seed to be the name of a DNS seed, got \`${wrong}\`${hint}`);
};

const dnsServers = (texts: readonly string[]): readonly string[] => {
  for (const text of texts) {
    try {
      if (isIP(text) === 0 && isIP(parseAddress(text).host) === 0) throw new Error();
    } catch {
      throw new UsageError(
        `Expected --dns to be the IP address of a resolver, with a port or without, got \`${text}\``,
      );
    }
  }
  return distinct('dns', texts);
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
    if (!isOption(name)) throw unknown(rawName);
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
  for (const [name, others, why] of companions) {
    if (!given.has(name) || others.some((other) => given.has(other))) continue;
    throw new UsageError(`--${name} needs ${others.map((other) => `--${other}`).join(' or ')}: ${why}`);
  }
  if (one('book') !== undefined && one('book') === one('ban-file')) {
    throw new UsageError('--book and --ban-file cannot be the same file');
  }
  const address = (name: Name) => (given.has(name) ? addresses(name, given.get(name) ?? [])[0] : undefined);
  const file = one('addresses');
  const time = one('seconds');
  const book = one('book');
  const banFile = one('ban-file');
  const maxPeers = one('max-peers');
  const [proxy, listen] = [address('proxy'), address('listen')];
  return {
    help: given.has('help'),
    json: given.has('json'),
    ...(file === undefined ? {} : { addresses: file }),
    maxOutbound: given.has('connect') ? 0 : wholeNumber('max-outbound', one('max-outbound') ?? '8', MAX_OUTBOUND),
    connect: addresses('connect', given.get('connect') ?? []),
    addPeer: addresses('add-peer', given.get('add-peer') ?? []),
    ...(time === undefined ? {} : { seconds: seconds(time) }),
    seeds: seedNames(given.get('seed') ?? []),
    dns: dnsServers(given.get('dns') ?? []),
    port: wholeNumber('port', one('port') ?? '8333', MAX_PORT, 1),
    ...(proxy === undefined ? {} : { proxy }),
    ...(book === undefined ? {} : { book }),
    ...(listen === undefined ? {} : { listen }),
    ...(maxPeers === undefined ? {} : { maxPeers: wholeNumber('max-peers', maxPeers, MAX_OUTBOUND) }),
    ...(banFile === undefined ? {} : { banFile }),
    randomSeed: wholeNumber('random-seed', one('random-seed') ?? '1', MAX_RANDOM_SEED),
  };
};
