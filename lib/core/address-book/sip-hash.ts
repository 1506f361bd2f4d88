/** v0 to v3 and a word, each as its low and its high half: JavaScript's numbers hold 32 bits exactly, its bigints are slow. */
type Lanes = Int32Array;
const [v0, v1, v2, v3, word] = [0, 2, 4, 6, 8] as const;

/** a += b */
const add = (v: Lanes, a: number, b: number): void => {
  const before = v[a] as number;
  const low = (before + (v[b] as number)) | 0;
  const carry = low >>> 0 < before >>> 0 ? 1 : 0;
  v[a] = low;
  v[a + 1] = (v[a + 1] as number) + (v[b + 1] as number) + carry;
};

const xor = (v: Lanes, a: number, b: number): void => {
  v[a] = (v[a] as number) ^ (v[b] as number);
  v[a + 1] = (v[a + 1] as number) ^ (v[b + 1] as number);
};

/** a is turned left by fewer than 32 bits, or by 32: its halves change places. */
const turn = (v: Lanes, a: number, bits: number): void => {
  const [low, high] = [v[a] as number, v[a + 1] as number];
  v[a] = bits === 32 ? high : (low << bits) | (high >>> (32 - bits));
  v[a + 1] = bits === 32 ? low : (high << bits) | (low >>> (32 - bits));
};

/** a += b, then b is turned, then b ^= a. */
const stir = (v: Lanes, a: number, b: number, bits: number): void => {
  add(v, a, b);
  turn(v, b, bits);
  xor(v, b, a);
};

const rounds = (v: Lanes, count: number): void => {
  for (let i = 0; i < count; i += 1) {
    stir(v, v0, v1, 13);
    turn(v, v0, 32);
    stir(v, v2, v3, 16);
    stir(v, v0, v3, 21);
    stir(v, v2, v1, 17);
    turn(v, v2, 32);
  }
};

const half = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

/**
 * Returns the SipHash-2-4 of `bytes` under a key of 16 bytes, as its high and its low 32 bits: who does not know the key
 * cannot tell what comes out, nor find two inputs for which the same does.
 *
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF".
 */
export const sipHash = (key: Uint8Array, bytes: Uint8Array): readonly [high: number, low: number] => {
  const [k0, k1, k2, k3] = [half(key, 0), half(key, 4), half(key, 8), half(key, 12)];
  const v = new Int32Array(10);
  v.set([k0 ^ 0x70736575, k1 ^ 0x736f6d65, k2 ^ 0x6e646f6d, k3 ^ 0x646f7261]);
  v.set([k0 ^ 0x6e657261, k1 ^ 0x6c796765, k2 ^ 0x79746573, k3 ^ 0x74656462], v2);
  const last = bytes.length - (bytes.length % 8);
  for (let at = 0; at <= last; at += 8) {
    v[word] = half(bytes, at);
    v[word + 1] = half(bytes, at + 4) | (at === last ? bytes.length << 24 : 0);
    xor(v, v3, word);
    rounds(v, 2);
    xor(v, v0, word);
  }
  v[v2] = (v[v2] as number) ^ 0xff;
  rounds(v, 4);
  xor(v, v0, v1);
  xor(v, v2, v3);
  xor(v, v0, v2);
  return [(v[v0 + 1] as number) >>> 0, (v[v0] as number) >>> 0];
};
