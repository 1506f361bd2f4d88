import { expect } from 'chai';
import fc from 'fast-check';
import { marbles } from 'rx-connmgr/testing';
import { Observable, map, merge, takeUntil, timer, type Subscription } from 'rxjs';
import { Gate } from '../../lib/operators/gate.js';

/** A visit as an observable: emits when it is let in, leaves when unsubscribed from. */
const enter = (gate: Gate, rank: 0 | 1 | 2): Observable<void> =>
  new Observable<void>((subscriber) => {
    const visit = gate.enter({ admit: () => subscriber.next() }, rank);
    return () => gate.leave(visit);
  });

describe('Gate', () => {
  it(
    'admits so many at a time, the next when one leaves',
    marbles(({ expectObservable }) => {
      const gate = new Gate(2);
      const visit = (name: string, leaves: number) =>
        enter(gate, 1).pipe(
          map(() => name),
          takeUntil(timer(leaves)),
        );
      const visits$ = merge(visit('a', 5), visit('b', 8), visit('c', 20), visit('d', 20));
      const expected = '(ab)-c--d-----------|';
      expectObservable(visits$).toBe(expected);
    }),
  );

  it('admits the lowest rank first, then the longest waiting', () => {
    const gate = new Gate(0);
    const admitted: string[] = [];
    for (const [name, rank] of [
      ['c', 2],
      ['b', 1],
      ['d', 2],
      ['a', 0],
    ] as const) {
      enter(gate, rank).subscribe(() => admitted.push(name));
    }
    expect(admitted).to.deep.equal([]);
    gate.resize(3);
    expect(admitted).to.deep.equal(['a', 'b', 'c']);
    gate.resize(9);
    expect(admitted).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('lets those inside stay when it closes, and forgets who went away while waiting', () => {
    const gate = new Gate(1);
    const admitted: string[] = [];
    const come = (name: string): Subscription => enter(gate, 1).subscribe(() => admitted.push(name));
    const a = come('a');
    const b = come('b');
    come('c');
    gate.resize(0);
    b.unsubscribe();
    a.unsubscribe();
    expect(admitted).to.deep.equal(['a']);
    gate.resize(1);
    expect(admitted).to.deep.equal(['a', 'c']);
  });

  it('neither overflows the stack nor loses count when a hundred thousand leave as they enter', () => {
    const gate = new Gate(0);
    let count = 0;
    for (let i = 0; i < 100_000; i += 1) {
      const visit: Subscription = enter(gate, 1).subscribe(() => {
        count += 1;
        visit.unsubscribe();
      });
    }
    gate.resize(1);
    expect(count).to.equal(100_000);
    enter(gate, 1).subscribe(() => (count += 1));
    expect(count).to.equal(100_001);
  });

  it('never has more inside than its limit, whoever comes and goes', () => {
    const visit = fc.record({ at: fc.nat(50), stays: fc.nat(50), rank: fc.constantFrom<0 | 1 | 2>(0, 1, 2) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(visit, { maxLength: 30 }), (limit, visits) => {
        marbles(({ flush }) => {
          const gate = new Gate(limit);
          let inside = 0;
          let admitted = 0;
          for (const { at, stays, rank } of visits) {
            /* eslint-disable rxjs-x/no-nested-subscribe -- a visit ends itself, and may do so as it begins */
            timer(at).subscribe(() => {
              const visiting = enter(gate, rank).subscribe(() => {
                inside += 1;
                admitted += 1;
                expect(inside).to.be.at.most(limit);
                timer(stays).subscribe(() => {
                  inside -= 1;
                  visiting.unsubscribe();
                });
              });
            });
          }
          flush();
          expect(admitted, 'each is admitted in the end').to.equal(visits.length);
        })();
      }),
    );
  });
});
