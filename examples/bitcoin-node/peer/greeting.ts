import type { Message, Version } from '../wire/message.js';
import { PeerError } from './peer-error.js';

/** How far the other side has got in the handshake. */
export interface Greeting {
  /** What it said of itself, once it did. */
  readonly version?: Version;
  readonly wantsAddrV2: boolean;
  readonly done: boolean;
  /** What came last. */
  readonly last?: Message['command'];
}

/** Nothing was heard yet. */
export const silence: Greeting = { wantsAddrV2: false, done: false };

/**
 * Returns how far the other side has got, now that it said this, too: `version` first and once, then whatever it has to
 * negotiate, then `verack`.
 *
 * @throws PeerError `version-missing` or `version-twice`
 */
export const hear = (greeting: Greeting, message: Message): Greeting => {
  const { command } = message;
  if (command === 'version') {
    if (greeting.version) throw new PeerError('version-twice', 'The peer sent a second `version`');
    return { ...greeting, version: message, last: command };
  }
  if (!greeting.version) {
    const name = message.command === 'other' ? message.name : command;
    throw new PeerError('version-missing', `The peer sent \`${name}\` before \`version\``);
  }
  return {
    ...greeting,
    wantsAddrV2: greeting.wantsAddrV2 || command === 'sendaddrv2',
    done: command === 'verack',
    last: command,
  };
};
