import type { Address } from 'rx-connmgr';

/**
 * Returns `count` distinct loopback addresses, from the `from`th on, of one port. Each has a network of its own as far as
 * 127.0.0.0/8 goes: a connection's ports are counted per pair of addresses, so that none runs out.
 */
export const loopback = (count: number, port: number, from = 0): Address[] =>
  Array.from({ length: count }, (_, index) => {
    const at = from + index;
    return { host: `127.${1 + (at >> 14)}.${(at >> 7) & 127}.${1 + (at & 127)}`, port };
  });
