import type { Figures } from './bench.js';

const show = (value: number | string | boolean | undefined): string =>
  typeof value === 'number' ? value.toLocaleString('en-GB', { maximumSignificantDigits: 4 }) : String(value ?? '');

/** Returns the rows as a table of text: a column per name, numbers to the right. */
export const table = (rows: readonly Figures[]): string => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => {
    const cells = rows.map((row) => show(row[name]));
    const width = Math.max(...[name, ...cells].map((cell) => cell.length));
    const right = rows.some((row) => typeof row[name] === 'number');
    return [name, '-'.repeat(width), ...cells].map((cell) => (right ? cell.padStart(width) : cell.padEnd(width)));
  });
  return Array.from({ length: rows.length + 2 }, (_, line) =>
    columns
      .map((column) => column[line])
      .join('  ')
      .trimEnd(),
  ).join('\n');
};
