// Testing your own pipeline: virtual time, any test runner (here Node's own), and no socket anywhere. The subscription
// marble of the dial is the connection: `^` dials, `!` lets go.
import { it } from 'node:test';
import { filter, map, type Observable } from 'rxjs';
import { manage, type Command, type Dial } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';

/** The pipeline: names come in, what happens to them goes out. */
const keep =
  <C>(dial: Dial<string, C>) =>
  (name$: Observable<string>) =>
    name$.pipe(
      map((address): Command<string> => ({ type: 'connect', address, permanent: true })),
      manage({ dial, backoff: () => 5 }),
      filter((event) => event.type !== 'health'),
      map((event) => `${event.type} ${event.address}`),
    );

const said = {
  d: 'dialing Ada',
  e: 'established Ada',
  x: 'disconnected Ada',
  w: 'waiting Ada',
  '.': 'ended Ada',
};

void it(
  'dials again when the connection is lost',
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const name$ = hot(' -a------------|', { a: 'Ada' });
    const dial = cold('  --c--|');
    const first = '     -^----!';
    const second = '    -----------^--!';
    const expected = '  -d-e--(xw)-d-e(x.|)';

    expectObservable(name$.pipe(keep(() => dial))).toBe(expected, said);
    expectSubscriptions(dial.subscriptions).toBe([first, second]);
  }),
);
