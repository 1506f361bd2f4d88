import { expect } from 'chai';
import { NEVER, ignoreElements, of, repeat } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { Place } from '../../lib/operators/place.js';
import { requestOf } from '../support/world.js';

describe('Place', () => {
  /** One turn, to which something happens at a frame: what is asked, what is run, and when the place is free again. */
  const turns = (
    name: string,
    picture: {
      readonly ask: readonly [marble: string, subscription: string];
      readonly run: readonly [marble: string, ...subscriptions: readonly string[]];
      readonly act?: string;
      readonly turn: string;
      readonly unsubscribed?: string;
    },
  ) =>
    it(
      name,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const [ask, run] = [cold(picture.ask[0]), cold(picture.run[0])];
        const place = new Place<string>();
        const turn$ = place.turn(ask, () => run.pipe(ignoreElements()));
        expectObservable(turn$, picture.unsubscribed).toBe(picture.turn);
        cold(picture.act ?? '-').subscribe((act) => (act === 'v' ? place.vacate() : place.retire()));
        expectSubscriptions(ask.subscriptions).toBe(picture.ask[1]);
        expectSubscriptions(run.subscriptions).toBe(picture.run.slice(1));
      }),
    );

  turns('asks, is busy, and is free again', {
    ask: ['--(a|)', '^-!'],
    run: ['   ---|', '--^--!'],
    turn: '-----|',
  });
  turns('waits for an address as long as it takes', {
    ask: ['-----', '^----!'],
    run: ['    |'],
    turn: '-----',
    unsubscribed: '^----!',
  });
  turns('stops asking when it is retired', {
    ask: ['-----', '^--!'],
    run: ['    |'],
    act: '---r',
    turn: '---|',
  });
  turns('lets what it is busy with go on when it is retired', {
    ask: ['-(a|)', '^!'],
    run: ['-----|', '-^----!'],
    act: '---r',
    turn: '------|',
  });
  turns('is free when it is vacated', {
    ask: ['-(a|)', '^!'],
    run: ['-----|', '-^----!'],
    act: '---v',
    turn: '---|',
  });
  turns('ends what it is busy with when it is unsubscribed from', {
    ask: ['-(a|)', '^!'],
    run: ['------', '-^--!'],
    turn: '-----',
    unsubscribed: '^---!',
  });

  it('takes no other address once it is retired', () => {
    const place = new Place<string>();
    place.retire();
    let completed = false;
    place.turn(of('a'), () => expect.fail('it asked')).subscribe({ complete: () => (completed = true) });
    expect([completed, place.retired]).to.deep.equal([true, true]);
  });

  it('is of its request until that is over, or lets go of it', () => {
    for (const free of ['vacate', 'unsubscribe'] as const) {
      const place = new Place<string>();
      const request = requestOf('automatic');
      const turn = place
        .turn(of('a'), (_, of) => {
          [of.request, request.place] = [request, of];
          return NEVER;
        })
        .subscribe();
      expect(request.place).to.equal(place);
      if (free === 'vacate') place.vacate();
      else turn.unsubscribe();
      expect([place.request, request.place, turn.closed]).to.deep.equal([undefined, undefined, true]);
    }
  });

  it('takes its turns one after another, also when all is over at once', () => {
    const place = new Place<string>();
    let turns = 0;
    const turn$ = place.turn(of('a'), () => of('done').pipe(ignoreElements()));
    turn$.pipe(repeat(3)).subscribe({ complete: () => (turns += 1) });
    turn$.subscribe({ complete: () => (turns += 1) });
    expect(turns).to.equal(2);
  });
});
