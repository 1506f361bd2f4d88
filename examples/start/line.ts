export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

/** A text in one style. */
export interface Piece {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** A line of the screen, not yet painted: so that it can be measured and cut. */
export type Line = readonly Piece[];

export const piece = (text: string, style?: Style): Piece => ({ text, style });

export const textOf = (line: Line): string => line.map(({ text }) => text).join('');

/** Returns `text` cut or filled up to `width`; what is cut off shows as `…`. */
export const fill = (text: string, width: number, align: 'left' | 'right' = 'left'): string => {
  const cut = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…`.slice(0, width) : text;
  return align === 'left' ? cut.padEnd(width) : cut.padStart(width);
};

/** Returns `line` with what goes beyond `width` cut off. */
export const clip = (line: Line, width: number): Line => {
  const clipped: Piece[] = [];
  let left = width;
  for (const { text, style } of line) {
    if (left <= 0) break;
    clipped.push(piece(text.length > left ? fill(text, left) : text, style));
    left -= text.length;
  }
  return clipped;
};

/** Returns one line with `left` at its beginning and `right` at the end of `width`; `right` goes first where both do not fit. */
export const justify = (left: Line, right: Line, width: number): Line => {
  const gap = width - textOf(left).length - textOf(right).length;
  return gap < 2 ? clip(left, width) : [...left, piece(' '.repeat(gap)), ...right];
};
