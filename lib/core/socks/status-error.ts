import { SocksError, type SocksErrorCode } from './socks-error.js';

const statuses: Readonly<Record<number, readonly [code: SocksErrorCode, meaning: string]>> = {
  0x01: ['failed', 'it failed, and does not say why'],
  0x02: ['not-allowed', 'its rules do not allow this'],
  0x03: ['network-unreachable', 'it has no way to that network'],
  0x04: ['host-unreachable', 'the host cannot be reached, or its name does not exist'],
  0x05: ['refused', 'the host refuses the connection'],
  0x06: ['expired', 'it took too long'],
  0x07: ['command-unsupported', 'it does not know the command'],
  0x08: ['address-unsupported', 'it does not know addresses of this type'],
  0xf0: ['onion-not-found', 'the descriptor of the onion service cannot be found'],
  0xf1: ['onion-descriptor-invalid', 'the descriptor of the onion service is invalid'],
  0xf2: ['onion-introduction-failed', 'no introduction point of the onion service leads to it'],
  0xf3: ['onion-rendezvous-failed', 'the onion service did not come to the rendezvous'],
  0xf4: ['onion-auth-missing', 'the onion service wants a client authorization, and there is none'],
  0xf5: ['onion-auth-wrong', 'the onion service does not accept the client authorization'],
  0xf6: ['onion-address-invalid', 'the onion address is invalid'],
  0xf7: ['onion-introduction-timeout', 'the introduction points of the onion service did not answer in time'],
};

const hex = (byte: number): string => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/**
 * Returns the error that a status other than 0 means.
 *
 * Source: RFC 1928, section 6; from 0xF0 on Tor's proposal 304, sent where its `SocksPort` has `ExtendedErrors`.
 */
export const statusError = (status: number): SocksError => {
  const [code, meaning] = statuses[status] ?? (['unknown', 'nobody knows what that means'] as const);
  return new SocksError(code, `The proxy answered ${hex(status)}: ${meaning}`, { status });
};
