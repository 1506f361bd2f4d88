// Many clients that connect as fast as they can and never say a word.
import { connect } from 'node:net';
import type { Address } from 'rx-connmgr';
import { answering } from './child.js';

/** What to do. Each attempt ends when the other side closes it, or at the deadline. */
export interface Attack {
  readonly address: Address;
  readonly attempts: number;
  readonly atOnce: number;
  /** How many addresses they come from, and the first of them; each in a network of its own. */
  readonly sources: number;
  readonly from: number;
  /** Milliseconds. */
  readonly deadline: number;
}

/** What became of the attempts. */
export interface Attacked {
  /** The other side closed it, before or after it was established. */
  readonly closed: number;
  /** It was still open, or still dialling, at the deadline. */
  readonly late: number;
  /** The longest that one lasted which the other side closed, in milliseconds. */
  readonly longest: number;
  readonly seconds: number;
}

const source = (i: number): string => `127.${100 + (i % 50)}.${Math.floor(i / 50)}.1`;

const attack = ({ address, attempts, atOnce, sources, from, deadline }: Attack): Promise<Attacked> =>
  new Promise((resolve) => {
    const began = performance.now();
    let started = 0;
    let closed = 0;
    let late = 0;
    let longest = 0;
    const next = (): void => {
      if (closed + late === attempts) resolve({ closed, late, longest, seconds: (performance.now() - began) / 1e3 });
      if (started === attempts) return;
      const at = performance.now();
      let inTime = true;
      const socket = connect({ ...address, localAddress: source(from + (started % sources)) });
      started += 1;
      const timer = setTimeout(() => {
        inTime = false;
        socket.destroy();
      }, deadline);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearTimeout(timer);
        if (inTime) closed += 1;
        else late += 1;
        if (inTime) longest = Math.max(longest, performance.now() - at);
        next();
      });
      socket.resume();
    };
    for (let open = 0; open < atOnce; open += 1) next();
  });

answering(attack);
