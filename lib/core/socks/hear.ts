import type { Dialogue } from '../dialogue.js';
import { SocksError } from './socks-error.js';

/**
 * Says something and returns the `count` bytes of the answer.
 *
 * @throws SocksError of the given code if the proxy hangs up instead
 */
export function* hear(count: number, code: 'proxy' | 'closed', say?: Uint8Array): Dialogue<Uint8Array> {
  const heard = yield { say, hear: count };
  if (heard.length < count) throw new SocksError(code, 'The proxy hung up before it had answered');
  return heard;
}
