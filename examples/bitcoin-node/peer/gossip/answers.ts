import type { Sighting } from 'rx-connmgr';
import { sample } from '../sample.js';
import type { GossipSettings } from './options.js';
import { isRecent } from './timely.js';

/** The most addresses of an answer, and the most of what we know, in hundredths. */
const most = 1_000;
const share = 23;

/**
 * What those are told who ask for addresses: a part of what we know, and for most of a day the same.
 *
 * Source: Bitcoin Core, `MAX_ADDR_TO_SEND`, `MAX_PCT_ADDR_TO_SEND` and `CachedAddrResponse`.
 */
export class Answers {
  readonly #settings: Pick<GossipSettings, 'known' | 'random' | 'sameAnswerFor'>;
  #answer: readonly Sighting[] = [];
  #until = -Infinity;

  constructor(settings: Pick<GossipSettings, 'known' | 'random' | 'sameAnswerFor'>) {
    this.#settings = settings;
  }

  at(now: number): readonly Sighting[] {
    const { known, random, sameAnswerFor } = this.#settings;
    if (now < this.#until) return this.#answer;
    const all = known();
    const recent = all.filter((sighting) => isRecent(sighting, now));
    this.#answer = sample(recent, Math.min(most, Math.floor((all.length * share) / 100)), random);
    this.#until = now + sameAnswerFor * (1 + random() / 3);
    return this.#answer;
  }
}
