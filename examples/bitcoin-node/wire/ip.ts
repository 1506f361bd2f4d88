import { formatAddress, parseAddress } from 'rx-connmgr';

/** What stands before an IPv4 address within IPv6. */
const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

const canonical = (host: string): string => parseAddress(formatAddress({ host, port: 1 })).host.replace(/%.*/s, '');

const bytesOf = (groups: string): readonly number[] =>
  groups === '' ? [] : groups.split(':').flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);

/** Returns the one text of an IP address of 4 or 16 bytes. A mapped IPv4 address is the IPv4 address. */
export const toIp = (bytes: Uint8Array): string => {
  if (bytes.length === 4) return bytes.join('.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  return canonical(Array.from({ length: 8 }, (_, group) => view.getUint16(2 * group).toString(16)).join(':'));
};

/**
 * Returns the 4 or 16 bytes of an IP address, however it is spelt. A zone does not count.
 *
 * @throws ArgumentError for what is no IP address
 */
export const fromIp = (host: string): Uint8Array => {
  const text = canonical(host);
  if (!text.includes(':')) return Uint8Array.from(text.split('.').map(Number));
  const [head = '', tail = ''] = text.split('::');
  const [before, after] = [bytesOf(head), bytesOf(tail)];
  return Uint8Array.of(...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after);
};

/** Returns the 16 bytes of an IP address: IPv6 as it is, IPv4 as the IPv6 that it is mapped to. */
export const fromIpMapped = (host: string): Uint8Array => {
  const bytes = fromIp(host);
  return bytes.length === 4 ? Uint8Array.of(...mapped, ...bytes) : bytes;
};
