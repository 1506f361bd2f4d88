import fc from 'fast-check';
import type { Sighting } from 'rx-connmgr';
import { from, lastValueFrom, toArray } from 'rxjs';
import type { Chain } from '../../../../examples/bitcoin-node/wire/chain.js';
import { deframe } from '../../../../examples/bitcoin-node/wire/deframe.js';
import type { Message, Version, VersionAddress } from '../../../../examples/bitcoin-node/wire/message.js';
import { toBase32 } from '../../../../examples/bitcoin-node/wire/base32.js';
import { toOnion } from '../../../../examples/bitcoin-node/wire/onion.js';
import { toIp } from '../../../../examples/bitcoin-node/wire/ip.js';
import { gossipNetworkOf } from '../../../../examples/bitcoin-node/wire/networks.js';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const i32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
const port = fc.integer({ min: 0, max: 65_535 });
const letterOf = (letters: string) => fc.constantFrom(...letters.split(''));
const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const ipv4 = bytesOf(4).map(toIp);
const ipv6 = fc
  .oneof(bytesOf(16), fc.array(fc.constantFrom(0, 0, 0, 1, 0xff), { minLength: 16, maxLength: 16 }))
  .map((bytes) => toIp(Uint8Array.from(bytes)))
  .filter((host) => gossipNetworkOf(host) === 'ipv6');
const onion = bytesOf(32).map(toOnion);
const i2p = bytesOf(32).map((hash) => `${toBase32(hash)}.b32.i2p`);
const cjdns = bytesOf(15).map((rest) => toIp(Uint8Array.of(0xfc, ...rest)));

const sightings = (host: fc.Arbitrary<string>): fc.Arbitrary<readonly Sighting[]> =>
  fc.array(fc.record({ host, port, seen: u32.map((seconds) => seconds * 1_000), services: u64 }), { maxLength: 20 });

const versionAddress = (usual: bigint): fc.Arbitrary<VersionAddress> =>
  fc
    .record({ host: fc.oneof(ipv4, ipv6, cjdns), port, services: fc.option(u64, { nil: undefined }) })
    .map(({ services, ...address }) =>
      services === undefined || services === usual ? address : { ...address, services },
    );

const userAgent = fc.string({ unit: letterOf('/abcXYZ019.,;:-_?@() '), maxLength: 256 });

/** Versions as they are read: what they say, and nothing that is taken for granted. */
export const versions: fc.Arbitrary<Version> = u64.chain((services) =>
  fc.record({
    command: fc.constant('version' as const),
    version: i32,
    services: fc.constant(services),
    time: i32.map((seconds) => seconds * 1_000),
    receiver: versionAddress(0n),
    sender: versionAddress(services),
    nonce: u64,
    userAgent,
    height: i32,
    relay: fc.boolean(),
  }),
);

/** Messages of all kinds, as they are read. */
export const messages: fc.Arbitrary<Message> = fc.oneof(
  versions,
  fc.record({ command: fc.constantFrom('verack', 'sendaddrv2', 'getaddr') }),
  fc.record({ command: fc.constantFrom('ping', 'pong'), nonce: u64 }),
  fc.record({ command: fc.constant('addr' as const), addresses: sightings(fc.oneof(ipv4, ipv6)) }),
  fc.record({
    command: fc.constant('addrv2' as const),
    addresses: sightings(fc.oneof(ipv4, ipv6, onion, i2p, cjdns)),
  }),
  fc.record({
    command: fc.constant('other' as const),
    name: fc.oneof(
      fc.constantFrom('inv', 'feefilter', 'sendcmpct', 'wtxidrelay', 'tx', ''),
      fc.string({ unit: letterOf(' az09~!'), maxLength: 12 }),
    ),
    payload: fc.uint8Array({ maxLength: 3_000 }),
  }),
);

/** Returns all messages of these chunks. */
export const deframed = (chain: Chain, ...chunks: readonly Uint8Array[]): Promise<readonly Message[]> =>
  lastValueFrom(from(chunks).pipe(deframe(chain), toArray()));

/** Returns the error that these chunks end in, or `undefined`. */
export const failureOf = (chain: Chain, ...chunks: readonly Uint8Array[]): unknown => {
  let failure: unknown;
  from(chunks)
    .pipe(deframe(chain))
    .subscribe({ error: (error: unknown) => (failure = error) });
  return failure;
};

/** Returns `whole` in pieces, cut at these places. */
export const cutAt = (whole: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const at = [0, ...[...places].sort((a, b) => a - b).filter((place) => place <= whole.length), whole.length];
  return at.slice(1).map((end, i) => whole.subarray(at[i], end));
};

export const joined = (chunks: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(chunks));
