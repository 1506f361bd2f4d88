import { expect } from 'chai';
import { Judge } from '../../../examples/start/judge.js';
import type { Report } from '../../../examples/start/report.js';
import { addressOf, established, lost, told } from './reports.js';

const dialing = (kind: 'automatic' | 'permanent', id: number) => told(0, kind, id, { type: 'dialing' });
const ended = (kind: 'automatic' | 'permanent', id: number) => told(0, kind, id, { type: 'ended', reason: 'stopped' });
const up = (kind: 'automatic' | 'permanent', id: number) => [dialing(kind, id), established(0, kind, id)];
const down = (kind: 'automatic' | 'permanent', id: number) => [lost(0, kind, id), ended(kind, id)];
const failed = (id: number) => told(0, 'permanent', id, { type: 'failed', error: 'no' });
const waiting = (id: number) => told(0, 'permanent', id, { type: 'waiting', failures: 1, delay: 1 });

const complaints = (...reports: readonly (Report | readonly Report[])[]): readonly string[] => {
  const judge = new Judge(2);
  for (const { happening } of reports.flat()) if ('id' in happening) judge.hear(happening);
  judge.end();
  return judge.complaints;
};

/** The report of one request, as if it were another's address. */
const at = (address: number, { at, happening }: Report): Report =>
  'id' in happening ? { at, happening: { ...happening, address: addressOf(address) } } : { at, happening };

describe('Judge', () => {
  it('has nothing to say of lives as they should be', () => {
    expect(
      complaints(
        [...up('permanent', 1), lost(0, 'permanent', 1), waiting(1), waiting(1), dialing('permanent', 1), failed(1)],
        [waiting(1), dialing('permanent', 1), ended('permanent', 1)],
        [...up('automatic', 2), ...up('automatic', 3), ...down('automatic', 2), ...up('automatic', 4)],
        [...down('automatic', 3), ...down('automatic', 4), ended('permanent', 5)],
      ),
    ).to.deep.equal([]);
  });

  it('misses what was left out', () => {
    expect(complaints(established(0, 'automatic', 1), down('automatic', 1))).to.deep.equal([
      'established of request 1 after nothing',
    ]);
    expect(complaints(up('automatic', 1), ended('automatic', 1))).to.deep.equal([
      'ended of request 1 after established',
    ]);
    expect(
      complaints(dialing('permanent', 1), failed(1), dialing('permanent', 1), ended('permanent', 1)),
    ).to.deep.equal(['dialing of request 1 after failed']);
  });

  it('hears what comes after the end', () => {
    expect(
      complaints(up('automatic', 1), down('automatic', 1), lost(0, 'automatic', 1), ended('automatic', 1)),
    ).to.deep.equal(['disconnected of request 1 after nothing']);
  });

  it('counts the automatic ones', () => {
    const three = [1, 2, 3].map((id) => dialing('automatic', id));
    const gone = [1, 2, 3].map((id) => ended('automatic', id));
    expect(complaints(three, gone)).to.deep.equal(['3 automatic requests for 2 places']);
  });

  it('frees the place of one that becomes permanent', () => {
    const grown = [established(0, 'permanent', 1), ...up('automatic', 2), ...up('automatic', 3)];
    const gone = [...down('permanent', 1), ...down('automatic', 2), ...down('automatic', 3)];
    expect(complaints(dialing('automatic', 1), grown, gone)).to.deep.equal([]);
  });

  it('sees two requests for one peer, and lets one follow the other', () => {
    const second = [at(1, dialing('automatic', 2)), at(1, ended('automatic', 2))];
    expect(complaints(dialing('automatic', 1), second, ended('automatic', 1))).to.deep.equal([
      'requests 1 and 2 for 127.10.0.1:8333',
    ]);
    expect(complaints(dialing('automatic', 1), ended('automatic', 1), second)).to.deep.equal([]);
  });

  it('wants an end for each', () => {
    expect(complaints(up('automatic', 1))).to.deep.equal(['the stop came, and the last of request 1 was established']);
  });

  it('does not go on for ever', () => {
    expect(complaints(Array.from({ length: 50 }, () => lost(0, 'automatic', 1)))).to.have.length(10);
  });
});
