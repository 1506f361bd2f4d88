import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import { NEVER, scan, startWith, type Observable } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { addReport } from '../../../examples/start/add-report.js';
import { live } from '../../../examples/start/live.js';
import type { Report } from '../../../examples/start/report.js';
import { emptyTally } from '../../../examples/start/tally.js';
import { established } from './reports.js';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const [HOME, ERASE_LINE, ERASE_BELOW] = ['\x1b[H', '\x1b[K', '\x1b[J'];

const nothing = emptyTally(1, 0);

const shown = (report$: Observable<Report>) => ({
  title: 'a title',
  report$,
  tally$: report$.pipe(scan(addReport, nothing), startWith(nothing)),
  rows: () => [],
});

/** A terminal that remembers what was written. */
class FakeTerminal extends EventEmitter {
  columns = 80;
  rows = 24;
  readonly written: string[] = [];

  write(text: string): boolean {
    this.written.push(text);
    return true;
  }

  /** As much of a terminal as is used here. */
  get stream(): WriteStream {
    return this as unknown as WriteStream;
  }
}

describe('live', () => {
  let terminal: FakeTerminal;

  beforeEach(() => (terminal = new FakeTerminal()));

  it(
    'draws on another screen, and brings back what was there',
    marbles(({ hot, expectObservable, flush }) => {
      const report$ = hot('---e-- 300ms |', { e: established(1, 'automatic', 1) });
      expectObservable(live(shown(report$), terminal.stream, false)).toBe('306ms |');
      flush();
      const [first, ...pictures] = terminal.written;
      expect(first).to.equal(ENTER);
      expect(pictures.pop()).to.equal(LEAVE);
      expect(pictures).not.to.deep.equal([]);
      for (const picture of pictures) {
        expect(picture.startsWith(`${HOME}rx-connmgr  `)).to.equal(true);
        expect(picture).to.include('automatic ').and.to.include('a title');
      }
    }),
  );

  it(
    'draws anew when the size changes, and no line beyond it',
    marbles(({ cold, flush }) => {
      const subscription = live(shown(NEVER), terminal.stream, false).subscribe();
      cold('500ms r').subscribe(() => {
        Object.assign(terminal, { columns: 20, rows: 3 });
        terminal.emit('resize');
      });
      cold('600ms s').subscribe(() => subscription.unsubscribe());
      flush();
      const picture = terminal.written.at(-2) ?? '';
      const lines = [HOME, ERASE_LINE, ERASE_BELOW]
        .reduce((text, mark) => text.replaceAll(mark, ''), picture)
        .split('\r\n');
      expect(lines).to.have.length(3);
      expect(Math.max(...lines.map(({ length }) => length))).to.equal(20);
    }),
  );

  it(
    'brings back what was there when it is left, and listens no more',
    marbles(({ flush }) => {
      const listeners = process.listenerCount('exit');
      const subscription = live(shown(NEVER), terminal.stream, true).subscribe();
      expect(terminal.listenerCount('resize')).to.equal(1);
      subscription.unsubscribe();
      flush();
      expect(terminal.written).to.deep.equal([ENTER, LEAVE]);
      expect(terminal.listenerCount('resize')).to.equal(0);
      expect(process.listenerCount('exit')).to.equal(listeners);
    }),
  );
});
