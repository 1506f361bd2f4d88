import { RECURSION_DESIRED, decode, encode, type DecodedPacket } from 'dns-packet';
import { show } from '../../core/show.js';
import { DnsError, type DnsErrorCode } from './dns-error.js';

/** What kind of address is asked for. */
export type AddressRecord = 'A' | 'AAAA';

/** A message as it is decoded; the types of the package do not know its `rcode`. */
export type DnsMessage = DecodedPacket & { readonly rcode?: string };

const codes: Readonly<Record<string, readonly [code: DnsErrorCode, meaning: string]>> = {
  NXDOMAIN: ['ENOTFOUND', 'there is no such name'],
  SERVFAIL: ['ESERVFAIL', 'it failed'],
  REFUSED: ['EREFUSED', 'it does not answer us'],
  FORMERR: ['EFORMERR', 'it did not understand'],
  NOTIMP: ['ENOTIMP', 'it does not know such questions'],
};

/** Returns a question as it goes over TCP: the length in two bytes, then the message. */
export const encodeQuestion = (id: number, name: string, type: AddressRecord): Uint8Array => {
  const message = encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name }] });
  return Uint8Array.of(message.length >> 8, message.length & 0xff, ...message);
};

const read = (bytes: Uint8Array): DnsMessage => {
  try {
    const message = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    // A record that is cut short is decoded all the same, with nothing or nonsense for what is missing.
    if (decode.bytes > bytes.length) throw new RangeError(`It ends after ${bytes.length} of ${decode.bytes} bytes`);
    return message;
  } catch (cause) {
    throw new DnsError('EBADRESP', 'The DNS server answered with what is no message', { cause });
  }
};

/**
 * Returns the answer to the question `id`, without its length.
 *
 * @throws DnsError what its code says, or `EBADRESP` if it is no answer to that question
 */
export const decodeAnswer = (id: number, bytes: Uint8Array): DnsMessage => {
  const message = read(bytes);
  if (message.type !== 'response' || message.id !== id) {
    throw new DnsError('EBADRESP', 'The DNS server answered something else than it was asked');
  }
  const { rcode = '' } = message;
  if (rcode === 'NOERROR') return message;
  const [code, meaning] = codes[rcode] ?? (['EBADRESP', 'nobody knows what that means'] as const);
  throw new DnsError(code, `The DNS server answered ${show(rcode)}: ${meaning}`);
};
