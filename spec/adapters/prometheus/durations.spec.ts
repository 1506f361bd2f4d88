import { expect } from 'chai';
import type { ConnectionEvent, Happening, RequestState } from 'rx-connmgr';
import { Durations } from '../../../lib/adapters/prometheus/durations.js';

const of = (id: number, happening: Happening<unknown>): ConnectionEvent<unknown, unknown> => ({
  id,
  address: 'a',
  kind: 'permanent',
  ...happening,
});
const dialing = { type: 'dialing' } as const;
const established = { type: 'established', connection: 'c' } as const;
const failed = { type: 'failed', error: 'no' } as const;
const disconnected = { type: 'disconnected', by: 'peer' } as const;
const waiting = { type: 'waiting', failures: 1, delay: 5 } as const;
const ended = { type: 'ended', reason: 'removed' } as const;

describe('Durations', () => {
  it('says in seconds how long a dial and a connection lasted', () => {
    const durations = new Durations([]);
    const told = [
      [dialing, 1_000],
      [established, 1_250],
      [disconnected, 61_250],
      [waiting, 61_250],
      [dialing, 70_000],
      [failed, 70_500],
    ] as const;
    expect(told.map(([happening, at]) => durations.after(of(1, happening), at))).to.deep.equal([
      ...[undefined, 0.25, 60, undefined, undefined, 0.5],
    ]);
  });

  it('keeps requests apart', () => {
    const durations = new Durations([]);
    durations.after(of(1, dialing), 0);
    durations.after(of(2, dialing), 500);
    expect([durations.after(of(1, established), 1_000), durations.after(of(2, established), 1_000)]).to.deep.equal([
      1, 0.5,
    ]);
  });

  it('knows those that were there before it', () => {
    const row = (id: number, state: RequestState<unknown>['state']): RequestState<unknown> => ({
      ...{ id, address: 'a', kind: 'manual', state, since: 1_000, failures: 0 },
    });
    const durations = new Durations([row(1, 'dialing'), row(2, 'established'), row(3, 'waiting'), row(4, 'queued')]);
    expect(durations.size).to.equal(2);
    expect(durations.after(of(1, established), 3_000)).to.equal(2);
    expect(durations.after(of(2, disconnected), 3_000)).to.equal(2);
  });

  it('says nothing of a connection that came in, but how long it lasted', () => {
    const durations = new Durations([]);
    expect(durations.after(of(1, established), 0)).to.equal(undefined);
    expect(durations.after(of(1, disconnected), 1_000)).to.equal(1);
  });

  it('says 0 where the clock was set back', () => {
    const durations = new Durations([]);
    durations.after(of(1, dialing), 5_000);
    expect(durations.after(of(1, established), 1_000)).to.equal(0);
  });

  it('remembers nobody who is neither dialled nor connected', () => {
    const durations = new Durations([]);
    for (const last of [failed, waiting, ended]) {
      durations.after(of(1, dialing), 0);
      expect(durations.size).to.equal(1);
      durations.after(of(1, last), 0);
      expect(durations.size, last.type).to.equal(0);
    }
    durations.after({ type: 'health', health: 'ok' }, 0);
    expect(durations.size).to.equal(0);
  });
});
