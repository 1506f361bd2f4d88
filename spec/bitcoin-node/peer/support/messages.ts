import type { Message } from '../../../../examples/bitcoin-node/wire/message.js';

export const verack: Message = { command: 'verack' };
export const sendaddrv2: Message = { command: 'sendaddrv2' };
export const getaddr: Message = { command: 'getaddr' };
export const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });
export const pong = (nonce: bigint): Message => ({ command: 'pong', nonce });
export const other = (name: string, payload: Uint8Array = new Uint8Array()): Message => ({
  command: 'other',
  name,
  payload,
});
