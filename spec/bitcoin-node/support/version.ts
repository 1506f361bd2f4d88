import type { Version } from '../../../examples/bitcoin-node/wire/message.js';

/** What an honest peer says of itself. */
export const version = (changes: Partial<Version> = {}): Version => ({
  command: 'version',
  version: 70_016,
  services: 9n,
  time: 0,
  receiver: { host: '0.0.0.0', port: 0 },
  sender: { host: '0.0.0.0', port: 0 },
  nonce: 77n,
  userAgent: '/honest:1.0/',
  height: 0,
  relay: true,
  ...changes,
});
