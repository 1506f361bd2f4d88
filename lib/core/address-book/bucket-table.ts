import type { Place } from './known.js';
import type { Slot } from './placement.js';

interface Bucket {
  readonly number: number;
  readonly places: (Place | undefined)[];
  readonly shown: Place[];
  /** Its index among the buckets that can be drawn from, −1 while it cannot. */
  index: number;
}

/** Takes out what is at `index`, puts the last one there, and returns that. */
const takeOut = <T>(list: T[], index: number): T | undefined => {
  const last = list.pop();
  if (last === undefined || index === list.length) return undefined;
  list[index] = last;
  return last;
};

/**
 * A table of buckets. Each place in a bucket can be shown or hidden: only what is shown can be drawn. Whatever is done costs
 * the same, however much is in it.
 */
export class BucketTable {
  readonly #buckets: (Bucket | undefined)[];
  readonly #drawable: Bucket[] = [];

  constructor(buckets: number) {
    this.#buckets = Array<Bucket | undefined>(buckets).fill(undefined);
  }

  /** Whether nothing can be drawn. */
  get barren(): boolean {
    return this.#drawable.length === 0;
  }

  at({ bucket, position }: Slot): Place | undefined {
    return this.#buckets[bucket]?.places[position];
  }

  /** Puts it where it belongs, hidden; the slot has to be free. */
  put(place: Place): void {
    const bucket = (this.#buckets[place.bucket] ??= { number: place.bucket, places: [], shown: [], index: -1 });
    bucket.places[place.position] = place;
  }

  remove(place: Place): void {
    this.hide(place);
    const bucket = this.#buckets[place.bucket];
    if (bucket) bucket.places[place.position] = undefined;
  }

  show(place: Place): void {
    const bucket = this.#buckets[place.bucket];
    if (!bucket || place.shown >= 0) return;
    place.shown = bucket.shown.push(place) - 1;
    if (bucket.index < 0) bucket.index = this.#drawable.push(bucket) - 1;
  }

  hide(place: Place): void {
    const bucket = this.#buckets[place.bucket];
    if (!bucket || place.shown < 0) return;
    const moved = takeOut(bucket.shown, place.shown);
    if (moved) moved.shown = place.shown;
    place.shown = -1;
    if (bucket.shown.length > 0) return;
    const other = takeOut(this.#drawable, bucket.index);
    if (other) other.index = bucket.index;
    bucket.index = -1;
  }

  /** The buckets that something is shown in, as a copy. */
  get drawable(): readonly number[] {
    return this.#drawable.map(({ number }) => number);
  }

  /** What is shown in a bucket, as a copy. */
  shownIn(bucket: number): readonly Place[] {
    return this.#buckets[bucket]?.shown.slice() ?? [];
  }

  /** One that is shown: of any bucket with the same chance, in it of any place. `undefined` if nothing is. */
  pick(random: () => number): Place | undefined {
    const bucket = this.#drawable[Math.floor(random() * this.#drawable.length)];
    return bucket?.shown[Math.floor(random() * bucket.shown.length)];
  }
}
