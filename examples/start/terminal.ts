import type { WriteStream } from 'node:tty';
import type { Line } from './line.js';
import { paint } from './paint.js';
import type { Size } from './size.js';

// The sequences that all terminals of this century share.
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const ERASE_LINE = '\x1b[K';
const ERASE_BELOW = '\x1b[J';

/** The other screen of a terminal, without a cursor, from its making to `leave`; what was there before comes back. */
export class Terminal {
  readonly #stream: WriteStream;
  readonly #colour: boolean;
  readonly #atExit = () => this.leave();
  #open = true;

  constructor(stream: WriteStream, colour: boolean) {
    this.#stream = stream;
    this.#colour = colour;
    stream.write(ENTER);
    process.once('exit', this.#atExit);
  }

  get size(): Size {
    return { columns: this.#stream.columns, rows: this.#stream.rows };
  }

  /** Replaces what is shown. Written over, not erased first: nothing flickers. */
  draw(lines: readonly Line[]): void {
    this.#stream.write(HOME + lines.map((line) => paint(line, this.#colour) + ERASE_LINE).join('\r\n') + ERASE_BELOW);
  }

  leave(): void {
    if (!this.#open) return;
    this.#open = false;
    process.removeListener('exit', this.#atExit);
    this.#stream.write(LEAVE);
  }
}
