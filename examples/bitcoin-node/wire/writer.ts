/** Writes one payload. What is written stays in parts until they are joined. */
export class Writer {
  readonly #parts: Uint8Array[] = [];

  u8(value: number): this {
    return this.bytes(Uint8Array.of(value));
  }

  u32(value: number): this {
    return this.#number(4, (view) => view.setUint32(0, value, true));
  }

  i32(value: number): this {
    return this.#number(4, (view) => view.setInt32(0, value, true));
  }

  u64(value: bigint): this {
    return this.#number(8, (view) => view.setBigUint64(0, value, true));
  }

  i64(value: bigint): this {
    return this.#number(8, (view) => view.setBigInt64(0, value, true));
  }

  /** A port: the one number with its high byte first. */
  port(value: number): this {
    return this.#number(2, (view) => view.setUint16(0, value, false));
  }

  bytes(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  /** A whole number in the fewest bytes that it takes. */
  compact(value: bigint | number): this {
    const size = BigInt(value);
    if (size < 0xfdn) return this.u8(Number(size));
    if (size < 0x1_0000n) return this.u8(0xfd).#number(2, (view) => view.setUint16(0, Number(size), true));
    if (size < 0x1_0000_0000n) return this.u8(0xfe).u32(Number(size));
    return this.u8(0xff).u64(size);
  }

  /** All that was written. */
  join(): Uint8Array {
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #number(size: number, set: (view: DataView) => void): this {
    const view = new DataView(new ArrayBuffer(size));
    set(view);
    return this.bytes(new Uint8Array(view.buffer));
  }
}
