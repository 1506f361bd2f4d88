import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { refuse, type HttpAnswer } from './http-answer.js';

/** What is looked at before the body of a request is. */
export type Head = Pick<IncomingMessage, 'method' | 'url' | 'headersDistinct'>;

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const challenge = { 'www-authenticate': 'Basic realm="jsonrpc"' };

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Takes the same time for any `given`, whatever it has in common with `secret`. */
const isSame = (given: string, secret: string): boolean => timingSafeEqual(digest(given), digest(secret));

/** The one value of a header; none if there are several, since which of them is meant is anybody's guess. */
const only = (values: readonly string[] = []): string | undefined => (values.length === 1 ? values[0] : undefined);

const credentials = (authorization: string): string => {
  const [, encoded = ''] = /^basic +(\S+) *$/i.exec(authorization) ?? [];
  return Buffer.from(encoded, 'base64').toString();
};

/** A refusal, and whether somebody guessed a password. */
export interface Refusal extends HttpAnswer {
  readonly guessed?: boolean;
}

/**
 * Returns why a request is not served, or nothing if it is. In this order:
 *
 * - 403 if its `Host` is no name of this machine's own: some other name leads here (DNS rebinding);
 * - 403 if it was made by a page of any other origin than the server's: browsers send `Origin` with each POST;
 * - 405 unless it is a POST, 404 unless it is to `/`;
 * - 401 unless it has the credentials, compared in constant time.
 *
 * Source: Bitcoin Core, `HTTPReq_JSONRPC`, but for the first two, which it does not have.
 */
export const refusalOf = ({ method, url, headersDistinct }: Head, expected: string): Refusal | undefined => {
  const host = only(headersDistinct.host);
  if (host === undefined || !loopback.test(host)) return refuse(403, 'The Host has to be a loopback address');
  const { origin } = headersDistinct;
  if (origin && only(origin)?.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return refuse(403, 'Requests of other origins are refused');
  }
  if (method !== 'POST') return refuse(405, 'JSONRPC server handles only POST requests', { allow: 'POST' });
  if (url !== '/') return refuse(404, 'Not found');
  if (!headersDistinct.authorization) return refuse(401, 'Credentials are required: see the cookie file', challenge);
  const given = only(headersDistinct.authorization);
  if (given !== undefined && isSame(credentials(given), expected)) return undefined;
  return { ...refuse(401, 'Wrong credentials', challenge), guessed: true };
};
