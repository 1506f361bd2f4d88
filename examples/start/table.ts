import { formatAddress, type Kind, type State } from 'rx-connmgr';
import { age } from './durations.js';
import { errorOf } from './error-of.js';
import type { Size } from './size.js';
import { fill, piece, type Line, type Style } from './line.js';
import type { ShownRow } from './shown-row.js';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly align?: 'left' | 'right';
  /** Where there is no room for all columns, those with the lowest worth go first. */
  readonly worth: number;
  readonly cell: (row: ShownRow, now: number) => string;
  readonly style?: (row: ShownRow) => Style | undefined;
}

const GAP = 2;

/** Room for any IPv4 address, so that the columns stay where they are; where there is none, as little as this. */
const ADDRESS = 21;
const ADDRESS_MIN = 16;

const stateStyles: Readonly<Partial<Record<State, Style>>> = {
  queued: 'dim',
  dialing: 'cyan',
  established: 'green',
  waiting: 'yellow',
};

/** What the line of a free place says. */
const free: Readonly<Record<string, string>> = { kind: 'automatic', state: 'free' };

const order: readonly Kind[] = ['permanent', 'manual', 'inbound', 'automatic'];

const nextTry = ({ retryAt }: ShownRow, now: number): string =>
  retryAt === undefined ? '' : retryAt <= now ? 'now' : age(retryAt - now + 999);

const addressColumn = (rows: readonly ShownRow[]): Column => ({
  title: 'address',
  width: Math.max(ADDRESS, ...rows.map(({ address }) => formatAddress(address).length)),
  worth: 6,
  cell: ({ address }) => formatAddress(address),
});
const state: Column = {
  title: 'state',
  width: 11,
  worth: 7,
  cell: ({ state }) => state,
  style: ({ state }) => stateStyles[state],
};
const since: Column = {
  title: 'age',
  width: 7,
  align: 'right',
  worth: 5,
  cell: ({ since }, now) => age(now - since),
};
const failed: Column = {
  title: 'failed',
  width: 6,
  align: 'right',
  worth: 2,
  cell: ({ failures }) => String(failures),
  style: ({ failures }) => (failures === 0 ? 'dim' : 'red'),
};
const id: Column = { title: 'id', width: 5, align: 'right', worth: 3, cell: ({ id }) => String(id) };
const lastError: Column = {
  title: 'last error',
  width: 14,
  worth: 0,
  cell: ({ error }) => (error === undefined ? '' : errorOf(error).code),
  style: () => 'dim',
};

const requestColumns = (rows: readonly ShownRow[]): readonly Column[] => [
  id,
  { title: 'kind', width: 9, worth: 1, cell: ({ kind }) => kind },
  addressColumn(rows),
  state,
  since,
  failed,
  { title: 'next try', width: 8, align: 'right', worth: 4, cell: nextTry },
  lastError,
];

const roundTrip = (ping: number): string => `${ping.toFixed(ping < 10 ? 1 : 0)} ms`;

/** Of peers that speak a protocol it is known who they are, and how they are. */
const peerColumns = (rows: readonly ShownRow[]): readonly Column[] => [
  { ...id, worth: 1 },
  { title: 'kind', width: 9, worth: 4, cell: ({ kind, role }) => role ?? kind },
  { title: 'dir', width: 3, worth: 2.5, cell: ({ kind }) => (kind === 'inbound' ? 'in' : 'out') },
  addressColumn(rows),
  { title: 'net', width: 5, worth: 2.4, cell: ({ network = '' }) => network },
  state,
  { ...since, width: 6 },
  { ...failed, worth: 0.5 },
  {
    title: 'ping, try',
    width: 9,
    align: 'right',
    worth: 4.5,
    cell: (row, now) => (row.ping === undefined ? nextTry(row, now) : roundTrip(row.ping)),
    style: ({ ping }) => (ping === undefined ? 'yellow' : undefined),
  },
  {
    title: 'score',
    width: 5,
    align: 'right',
    worth: 3.5,
    cell: ({ score = 0 }) => String(score),
    style: ({ score = 0 }) => (score === 0 ? 'dim' : 'red'),
  },
  { title: 'user agent', width: 12, worth: 3, cell: ({ userAgent = '' }) => userAgent, style: () => 'dim' },
  lastError,
];

const columnsFor = (rows: readonly ShownRow[]): readonly Column[] =>
  rows.some(({ network }) => network !== undefined) ? peerColumns(rows) : requestColumns(rows);

const widthOf = (columns: readonly Column[]) =>
  columns.reduce((sum, { width }) => sum + width, GAP * (columns.length - 1));

/** Long addresses are cut before a column is dropped. */
const fitted = (columns: readonly Column[], width: number): readonly Column[] => {
  const over = widthOf(columns) - width;
  if (over <= 0) return columns;
  const shorter = columns.map((column) =>
    column.title === 'address' ? { ...column, width: Math.max(ADDRESS_MIN, column.width - over) } : column,
  );
  if (widthOf(shorter) <= width || columns.length === 1) return shorter;
  const least = Math.min(...columns.map(({ worth }) => worth));
  return fitted(
    columns.filter(({ worth }) => worth > least),
    width,
  );
};

const spread = (cells: Line): Line => cells.flatMap((cell, i) => (i === 0 ? [cell] : [piece(' '.repeat(GAP)), cell]));

const countsOf = (rows: readonly (ShownRow | undefined)[]): string =>
  (['established', 'dialing', 'waiting', 'queued', 'free'] as const)
    .map((state) => [rows.filter((row) => (row?.state ?? 'free') === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(', ');

const rowLine = (columns: readonly Column[], row: ShownRow, now: number): Line =>
  spread(columns.map(({ width, align, cell, style }) => piece(fill(cell(row, now), width, align), style?.(row))));

const freeLine = (columns: readonly Column[]): Line =>
  spread(columns.map(({ title, width }) => piece(fill(free[title] ?? '', width), 'dim')));

/**
 * Returns a heading, a line per request, permanent ones first, and a line per free place of the `places`. Where there is no
 * room for all, those that are not established go before those that are, and the last line says what is not shown.
 */
export const table = (
  requests: readonly ShownRow[],
  places: number,
  now: number,
  { columns: width, rows: height }: Size,
): readonly Line[] => {
  const room = Math.max(0, height - 1);
  const taken = requests.filter(({ kind }) => kind === 'automatic').length;
  const vacant = Array.from({ length: Math.max(0, places - taken) }, () => undefined);
  const tight = requests.length + vacant.length > room;
  const rank = ({ kind, state }: ShownRow) => 2 * order.indexOf(kind) + (tight && state === 'established' ? 1 : 0);
  const all = [...[...requests].sort((a, b) => rank(a) - rank(b) || a.id - b.id), ...vacant];
  const shown = tight ? all.slice(0, Math.max(0, room - 1)) : all;
  const hidden = all.slice(shown.length);
  const columns = fitted(columnsFor(shown.filter((row) => row !== undefined)), width);
  const heading = spread(columns.map(({ title, width, align }) => piece(fill(title, width, align), 'dim')));
  const lines = shown.map((row) => (row === undefined ? freeLine(columns) : rowLine(columns, row, now)));
  const more = hidden.length === 0 ? [] : [[piece(`… and ${hidden.length} more: ${countsOf(hidden)}`, 'dim')]];
  return [heading, ...lines, ...more].slice(0, Math.max(0, height));
};
