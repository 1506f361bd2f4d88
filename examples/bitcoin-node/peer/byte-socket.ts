/** What is needed of a socket. The `Socket` of node:net has it, and so has a fake that fits on a page. */
export interface ByteSocket {
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  off(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  write(bytes: Uint8Array): boolean;
  readonly writable: boolean;
  /** Bytes written that the peer has not taken yet. */
  readonly writableLength: number;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
}
