import { styleText } from 'node:util';
import { textOf, type Line } from './line.js';

/** Returns a line as a terminal takes it, coloured or plain. */
export const paint = (line: Line, colour: boolean): string =>
  colour
    ? line
        .map(({ text, style }) => (style === undefined ? text : styleText(style, text, { validateStream: false })))
        .join('')
    : textOf(line);
