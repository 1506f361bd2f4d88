import { isIP } from 'node:net';
import { connect, createSecureContext, type SecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import type { Address } from '../core/address.js';
import { expectKnown, refuse } from '../core/check.js';
import type { Dial } from '../core/dial.js';
import { ArgumentError } from '../core/errors.js';
import { dialHosts } from './dial-hosts.js';
import { expectDialable } from './expect-dialable.js';
import { socketLife } from './socket-life.js';
import { expectBoolean, tcpOptionNames, tcpSettings, type TcpOptions } from './tcp-options.js';

/** The options of {@link tls}. */
export interface TlsOptions extends TcpOptions {
  /** The name to ask for and to verify. @default the host, unless it is an IP address */
  readonly servername?: string | undefined;
  /** The authorities to trust, as PEM. @default those that Node trusts */
  readonly ca?: SecureContextOptions['ca'] | undefined;
  /** Our own certificate chain, as PEM, for a peer that asks for one. @default none */
  readonly cert?: SecureContextOptions['cert'] | undefined;
  /** The private key of `cert`, as PEM. @default none */
  readonly key?: SecureContextOptions['key'] | undefined;
  /** The protocols to offer, the preferred first; `socket.alpnProtocol` says which was taken. @default none */
  readonly alpnProtocols?: readonly string[] | undefined;
  /** Whether a peer whose certificate cannot be verified is an error. @default true */
  readonly rejectUnauthorized?: boolean | undefined;
}

const tlsOptionNames = [
  ...tcpOptionNames,
  'servername',
  'ca',
  'cert',
  'key',
  'alpnProtocols',
  'rejectUnauthorized',
] as const;

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

const expectServername = (value: unknown): string =>
  isName(value) && !isIP(value) ? value : refuse('servername', 'a host name', value);

const expectProtocols = (value: unknown): string[] =>
  Array.isArray(value) && value.every(isName) ? value.slice() : refuse('alpnProtocols', 'an array of names', value);

const contextOf = ({ ca, cert, key }: TlsOptions): SecureContext => {
  try {
    return createSecureContext({ ca, cert, key });
  } catch (cause) {
    throw new ArgumentError('Expected `ca`, `cert` and `key` to be PEM that belongs together', { cause });
  }
};

/** The name of a host as a server knows it: none for an IP address, and no dot at the end (RFC 6066, section 3). */
const nameOf = (host: string): string | undefined => (isIP(host) ? undefined : host.replace(/\.$/, ''));

/**
 * Returns a dial of TLS sockets: {@link tcp} with a handshake, which is part of the dial. The socket is emitted when it is
 * connected and the peer's certificate is verified. Of a name's several addresses the first to be verified wins; all are
 * asked for the name.
 *
 * ```
 * verified, later closed by the peer     -----s-----|
 * not to be trusted                      -----#          DEPTH_ZERO_SELF_SIGNED_CERT …
 * ```
 *
 * Errors are those of `tcp`, and Node's own of the handshake and the certificate, with their `code`
 * (`ERR_TLS_CERT_ALTNAME_INVALID`, `CERT_HAS_EXPIRED` …). Certificates and keys are read once, when the dial is made: dials
 * cost no second parsing.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * const dial = tls({ ca: readFileSync('authority.pem'), alpnProtocols: ['h2'] });
 * ```
 */
export const tls = (options: TlsOptions = {}): Dial<Address, TLSSocket> => {
  expectKnown(options, tlsOptionNames);
  const { idle, keepAlive, keepAliveInitialDelay, noDelay, localAddress, race } = tcpSettings(options);
  const { servername, alpnProtocols, rejectUnauthorized = true } = options;
  const asked = servername === undefined ? undefined : expectServername(servername);
  const settings = {
    localAddress,
    rejectUnauthorized: expectBoolean('rejectUnauthorized', rejectUnauthorized),
    secureContext: contextOf(options),
    ...(alpnProtocols === undefined ? {} : { ALPNProtocols: expectProtocols(alpnProtocols) }),
  };
  return dialHosts(race, (host, address) =>
    socketLife({
      ready: 'secureConnect',
      idle,
      open: () => {
        expectDialable(address);
        const { port } = address;
        const name = asked ?? nameOf(address.host);
        const socket = connect({ ...settings, host, port, ...(name === undefined ? {} : { servername: name }) });
        // `tls.connect` does not heed them as options.
        socket.setNoDelay(noDelay);
        socket.setKeepAlive(keepAlive, keepAliveInitialDelay);
        return socket;
      },
    }),
  );
};
