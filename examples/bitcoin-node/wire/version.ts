import { ArgumentError, networkOf, type Address } from 'rx-connmgr';
import { fromIpMapped, toIp } from './ip.js';
import type { Version, VersionAddress } from './message.js';
import type { Reader } from './reader.js';
import { safeText } from './safe-text.js';
import { Writer } from './writer.js';

/** Of a user agent, in bytes. Source: Bitcoin Core. */
const longest = 256;

const nowhere: Address = { host: '::', port: 0 };

/** What is not told by those who end here. */
const untold = { sender: nowhere, nonce: 0n, userAgent: '', height: 0, relay: true };

const readAddress = (reader: Reader, usual: bigint): VersionAddress => {
  const services = reader.u64();
  const address = { host: toIp(reader.bytes(16)), port: reader.port() };
  return services === usual ? address : { ...address, services };
};

const writeAddress = (writer: Writer, { host, port, services }: VersionAddress, usual: bigint): Writer => {
  const isIp = ['ipv4', 'ipv6', 'cjdns'].includes(networkOf(host));
  const address = isIp ? { host, port } : nowhere;
  return writer
    .u64(services ?? usual)
    .bytes(fromIpMapped(address.host))
    .port(address.port);
};

const readUserAgent = (reader: Reader): string =>
  safeText(new TextDecoder('latin1').decode(reader.bytes(reader.count(longest, 'bytes of a user agent'))));

/**
 * Returns what a payload of `version` says. Old peers end early, and no field is wanted of those that came later: it may end
 * before `sender` (the nonce comes with it), `userAgent`, `height` or `relay`. It then has no sender, no nonce (0), an empty
 * user agent, a height of 0, and transactions are wanted. Of the user agent, letters, digits, blanks and `.,;-_/:?@()` are
 * kept. What comes after the end is ignored.
 *
 * Source: Bitcoin wiki, "Protocol documentation"; BIP 14, 37; what may be left out and which characters are safe: Bitcoin Core.
 */
export const readVersion = (reader: Reader): Version => {
  const version = reader.i32();
  const services = reader.u64();
  const time = Number(reader.i64()) * 1_000;
  const receiver = readAddress(reader, 0n);
  const told = <T>(read: () => T, otherwise: T): T => (reader.left > 0 ? read() : otherwise);
  const [sender, nonce] = told<readonly [VersionAddress, bigint]>(
    () => [readAddress(reader, services), reader.u64()],
    [untold.sender, untold.nonce],
  );
  const userAgent = told(() => readUserAgent(reader), untold.userAgent);
  const height = told(() => reader.i32(), untold.height);
  const relay = told(() => reader.u8() !== 0, untold.relay);
  return { command: 'version', version, services, time, receiver, sender, nonce, userAgent, height, relay };
};

/**
 * Returns the payload of `version`, with all its fields. An address that is no IP address is written as none.
 *
 * @throws ArgumentError if the user agent has more than 256 bytes
 */
export const writeVersion = (version: Version): Uint8Array => {
  const userAgent = new TextEncoder().encode(version.userAgent);
  if (userAgent.length > longest) {
    throw new ArgumentError(`Expected \`userAgent\` to be of ${longest} bytes at most, got ${userAgent.length}`);
  }
  const start = new Writer()
    .i32(version.version)
    .u64(version.services)
    .i64(BigInt(Math.floor(version.time / 1_000)));
  writeAddress(start, version.receiver, 0n);
  return writeAddress(start, version.sender, version.services)
    .u64(version.nonce)
    .compact(userAgent.length)
    .bytes(userAgent)
    .i32(version.height)
    .u8(Number(version.relay))
    .join();
};
