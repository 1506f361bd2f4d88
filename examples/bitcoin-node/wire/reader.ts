import { WireError } from './wire-error.js';

/** Sizes that could have been written shorter: from 0xfd on, these are the least that each form is for. */
const least = { u16: 0xfdn, u32: 0x1_0000n, u64: 0x1_0000_0000n } as const;

/** Reads one payload from its start on. Whatever is not there is a {@link WireError} `malformed` with the name of the message. */
export class Reader {
  readonly #view: DataView;
  readonly #what: string;
  #at = 0;

  constructor(payload: Uint8Array, what: string) {
    this.#view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    this.#what = what;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  /** Gives up: what came is not as it has to be. */
  refuse(why: string): never {
    throw new WireError('malformed', `${this.#what}: ${why}`);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }

  /** A port: the one number with its high byte first. */
  port(): number {
    return this.#view.getUint16(this.#take(2), false);
  }

  /** The next so many bytes: a view, not a copy. */
  bytes(length: number): Uint8Array {
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#take(length), length);
  }

  /** A whole number in the fewest bytes that it takes: one, three, five or nine. */
  compact(): bigint {
    const first = this.u8();
    if (first < 0xfd) return BigInt(first);
    if (first === 0xfd) return this.#canonical(BigInt(this.#view.getUint16(this.#take(2), true)), least.u16);
    if (first === 0xfe) return this.#canonical(BigInt(this.u32()), least.u32);
    return this.#canonical(this.u64(), least.u64);
  }

  /** How many of something there are: a compact number up to `limit`. */
  count(limit: number, ofWhat: string): number {
    const count = this.compact();
    return count > limit ? this.refuse(`${count} ${ofWhat}, ${limit} at most`) : Number(count);
  }

  #canonical(value: bigint, atLeast: bigint): bigint {
    return value < atLeast ? this.refuse(`${value} in more bytes than it takes`) : value;
  }

  #take(length: number): number {
    if (length > this.left) this.refuse(`${length} bytes expected, ${this.left} left`);
    const at = this.#at;
    this.#at += length;
    return at;
  }
}
