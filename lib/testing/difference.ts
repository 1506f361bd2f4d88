import { inspect } from './inspect.js';
import { same } from './same.js';

/** A notification of an observable, as the test scheduler of rxjs records it. */
interface Told {
  readonly frame: number;
  readonly notification: { readonly kind: 'N' | 'E' | 'C'; readonly value?: unknown; readonly error?: unknown };
}

/** The life of a subscription, as it records that. */
interface Subscribed {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

/** What the test scheduler of rxjs compares. */
export type Entry = Told | Subscribed;

interface Row {
  readonly frame: number;
  readonly expected: string;
  readonly got: string;
  readonly alike: boolean;
}

/** Rows shown before the first difference, and in all. */
const context = 3;
const most = 20;
/** Characters shown of a value, and of those before two values part. */
const widest = 60;
const lead = 20;

const frameOf = (entry: Entry): number => ('frame' in entry ? entry.frame : entry.subscribedFrame);

const textOf = (entry: Entry | undefined): string => {
  if (!entry) return '';
  if ('subscribedFrame' in entry) {
    return entry.unsubscribedFrame === Infinity ? '^ for ever' : `^ until ${entry.unsubscribedFrame}`;
  }
  const { kind, value, error } = entry.notification;
  return kind === 'N' ? inspect(value) : kind === 'E' ? `# ${inspect(error)}` : '|';
};

const byFrame = (entries: readonly Entry[]): ReadonlyMap<number, readonly Entry[]> => {
  const frames = new Map<number, Entry[]>();
  for (const entry of entries) {
    const there = frames.get(frameOf(entry));
    if (there) there.push(entry);
    else frames.set(frameOf(entry), [entry]);
  }
  return frames;
};

/** What was expected and what was got, side by side: paired by frame, then by order. */
const rowsOf = (expected: readonly Entry[], got: readonly Entry[]): readonly Row[] => {
  const [left, right] = [byFrame(expected), byFrame(got)];
  const frames = [...new Set([...left.keys(), ...right.keys()])].sort((a, b) => a - b);
  return frames.flatMap((frame) => {
    const [wanted, had] = [left.get(frame) ?? [], right.get(frame) ?? []];
    return Array.from({ length: Math.max(wanted.length, had.length) }, (_, i) => ({
      frame,
      expected: textOf(wanted[i]),
      got: textOf(had[i]),
      alike: same(wanted[i], had[i]),
    }));
  });
};

const cut = (text: string): string => (text.length > widest ? `${text.slice(0, widest - 1)}…` : text);

/** Both as far as there is room for them: from shortly before they part, if that would be cut off. */
const narrow = ({ expected, got, alike }: Row): readonly [string, string] => {
  let parting = 0;
  while (!alike && parting < got.length && expected[parting] === got[parting]) parting += 1;
  const from = parting < widest / 2 ? 0 : parting - lead;
  const part = (text: string) => cut(from === 0 ? text : `…${text.slice(from)}`);
  return [part(expected), part(got)];
};

const table = (rows: readonly Row[]): readonly string[] => {
  const lines = rows.map((row) => [row.alike ? ' ' : '≠', String(row.frame), ...narrow(row)] as const);
  const all = [[' ', 'frame', 'expected', 'got'] as const, ...lines];
  const width = (column: 1 | 2) => Math.max(...all.map((line) => line[column].length));
  const [first, second] = [width(1), width(2)];
  return all.map(([mark, frame, expected, got]) =>
    `${mark} ${frame.padStart(first)}  ${expected.padEnd(second)}  ${got}`.trimEnd(),
  );
};

/**
 * Returns the difference between what was expected and what was got as a table, a row for each frame in which something
 * happened, from a little before the first difference.
 *
 * ```
 *   frame  expected         got
 *       1  "dialing"        "dialing"
 * ≠     3  "established"
 * ≠     4                   "established"
 * ```
 */
export const difference = (expected: readonly Entry[], got: readonly Entry[]): string => {
  const rows = rowsOf(expected, got);
  const first = rows.findIndex(({ alike }) => !alike);
  const from = Math.max(0, first - context);
  const shown = rows.slice(from, from + most);
  const after = rows.length - from - shown.length;
  return [
    ...(from > 0 ? [`  (${from} before)`] : []),
    ...table(shown),
    ...(after > 0 ? [`  (${after} after)`] : []),
    ...(first < 0 ? ['  (the same in another order)'] : []),
  ].join('\n');
};
