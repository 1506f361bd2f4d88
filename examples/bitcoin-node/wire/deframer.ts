import type { Chain } from './chain.js';
import { decode } from './decode.js';
import { expectChecksum, expectMagic, headerLength, readHeader, type Header } from './header.js';
import type { Message } from './message.js';

/** What is set aside for a payload at first, in bytes. It doubles as the payload comes: an announcement alone costs nothing. */
const initial = 1_024;

/** Cuts a stream of bytes into messages. Holds the part of one message that has come so far, and no more. */
export class Deframer {
  readonly #chain: Chain;
  #header: Header | undefined;
  #held = new Uint8Array(headerLength);
  #length = 0;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  /** Yields the messages that are whole with these bytes. @throws WireError */
  *read(chunk: Uint8Array): Generator<Message, void, void> {
    for (let rest = chunk; ;) {
      rest = this.#take(rest);
      const message = this.#next();
      if (message) yield message;
      else if (rest.length === 0) return;
    }
  }

  /** How many bytes the part has that is read now. */
  get #wanted(): number {
    return this.#header ? this.#header.length : headerLength;
  }

  /** Keeps what belongs to this part, and returns the rest. */
  #take(chunk: Uint8Array): Uint8Array {
    const taken = chunk.subarray(0, this.#wanted - this.#length);
    const length = this.#length + taken.length;
    if (length > this.#held.length) {
      const grown = new Uint8Array(Math.min(this.#wanted, Math.max(length, 2 * this.#held.length)));
      grown.set(this.#held.subarray(0, this.#length));
      this.#held = grown;
    }
    this.#held.set(taken, this.#length);
    this.#length = length;
    return chunk.subarray(taken.length);
  }

  /** Goes on to the next part if this one is whole. Returns the message that it was the end of. */
  #next(): Message | undefined {
    const part = this.#held.subarray(0, this.#length);
    if (!this.#header) expectMagic(this.#chain, part);
    if (part.length < this.#wanted) return undefined;
    const header = this.#header;
    this.#header = header ? undefined : readHeader(part);
    this.#held = new Uint8Array(Math.min(this.#wanted, initial));
    this.#length = 0;
    if (!header) return this.#wanted === 0 ? this.#next() : undefined;
    expectChecksum(header, part);
    return decode(header.name, part);
  }
}
