import { strict as assert } from 'node:assert';

/** A line with a value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All lines of one metric. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const label = `[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"`;
const comment = new RegExp(`^# (HELP|TYPE) (${name}) (.+)$`);
const sample = new RegExp(`^(${name})(?:\\{(${label}(?:,${label})*)?\\})? (\\S+)$`);
const number = /^([+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?|[+-]Inf|NaN)$/i;

const numberOf = (text: string): number => {
  assert.match(text, number, `no number: ${text}`);
  return Number(text.replace('Inf', 'Infinity'));
};

const labelsOf = (text = ''): Readonly<Record<string, string>> => {
  const pairs = Array.from(text.matchAll(/([^=,]+)="((?:[^"\\]|\\.)*)"/g), ([, key = '', value = '']) => [
    key,
    value.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char)),
  ]);
  assert.equal(new Set(pairs.map(([key]) => key)).size, pairs.length, `a label is there twice: ${text}`);
  return Object.fromEntries(pairs) as Record<string, string>;
};

const sampleOf = (line: string): Sample => {
  const found = sample.exec(line);
  assert(found, `no sample: ${line}`);
  return { name: found[1] ?? '', labels: labelsOf(found[2]), value: numberOf(found[3] ?? '') };
};

/** One text for one series, in whatever order its labels are. */
export const seriesOf = ({ name, labels }: Pick<Sample, 'name' | 'labels'>): string => {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '');
  return `${name}{${pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')}}`;
};

const without = (key: string, { labels }: Sample): string => {
  const { [key]: _, ...rest } = labels;
  return seriesOf({ name: '', labels: rest });
};

const checkHistogram = ({ name, samples }: Family): void => {
  const of = (suffix: string) => samples.filter((one) => one.name === `${name}${suffix}`);
  const [buckets, sums, counts] = [of('_bucket'), of('_sum'), of('_count')];
  assert.equal(buckets.length + sums.length + counts.length, samples.length, `${name} has something else`);
  assert.equal(sums.length, counts.length);
  const groups = new Map<string, Sample[]>();
  for (const one of buckets) groups.set(without('le', one), [...(groups.get(without('le', one)) ?? []), one]);
  assert.equal(groups.size, counts.length);
  for (const count of counts) {
    const group = groups.get(without('le', count)) ?? [];
    const bounds = group.map(({ labels }) => numberOf(labels.le ?? ''));
    const values = group.map(({ value }) => value);
    assert.deepEqual(
      bounds,
      [...new Set(bounds)].sort((a, b) => a - b),
      `${name}: bounds out of order`,
    );
    assert.deepEqual(
      values,
      [...values].sort((a, b) => a - b),
      `${name}: buckets are not cumulative`,
    );
    assert.equal(bounds.at(-1), Infinity, `${name}: no last bucket`);
    assert.equal(values.at(-1), count.value, `${name}: the last bucket is not the count`);
  }
};

const checkFamily = (family: Family): void => {
  const { name, type, samples } = family;
  if (type === 'histogram') return checkHistogram(family);
  for (const one of samples) {
    assert.equal(one.name, name, `${one.name} is among the samples of ${name}`);
    if (type !== 'counter') continue;
    assert.match(name, /_total$/, `${name} is a counter`);
    assert(one.value >= 0, `${name} is below 0`);
  }
  assert(['gauge', 'counter'].includes(type), `${name} is a ${type}`);
};

/**
 * Returns the metrics in a text, in Prometheus' text format 0.0.4, by their names: read as strictly as the format is
 * written down, and more so: HELP and TYPE once and before the samples, no series twice, counters end in `_total`, buckets
 * are cumulative.
 *
 * Source: Prometheus, "Exposition formats".
 */
export const parsePrometheus = (text: string): ReadonlyMap<string, Family> => {
  assert(text.endsWith('\n'), 'the last line has no end');
  const families = new Map<string, Family & { samples: Sample[] }>();
  const seen = new Set<string>();
  let help: readonly [string, string] | undefined;
  let current: (Family & { samples: Sample[] }) | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, word, about = '', rest = ''] = comment.exec(line) ?? [];
    if (word === 'HELP') {
      assert(!families.has(about) && !help, `a second HELP: ${line}`);
      help = [about, rest];
    } else if (word === 'TYPE') {
      assert(help?.[0] === about, `TYPE without HELP: ${line}`);
      current = { name: about, help: help[1], type: rest, samples: [] };
      families.set(about, current);
      help = undefined;
    } else {
      const one = sampleOf(line);
      assert(current && !help, `a sample before its TYPE: ${line}`);
      assert(!seen.has(seriesOf(one)), `twice: ${line}`);
      seen.add(seriesOf(one));
      current.samples.push(one);
    }
  }
  families.forEach(checkFamily);
  return families;
};

/** The values of all series that are not 0, by name and labels; labels that are empty are none. */
export const valuesOf = (text: string): Readonly<Record<string, number>> => {
  const samples = [...parsePrometheus(text).values()].flatMap((family) => family.samples);
  return Object.fromEntries(samples.filter(({ value }) => value !== 0).map((one) => [seriesOf(one), one.value]));
};
