import { expect } from 'chai';
import { addReport } from '../../../examples/start/add-report.js';
import { summaryText } from '../../../examples/start/summary-text.js';
import { summarize } from '../../../examples/start/summary.js';
import { emptyTally } from '../../../examples/start/tally.js';
import { established, health, lost, told, trouble } from './reports.js';

const tally = [
  told(1, 'automatic', 1, { type: 'dialing' }),
  established(2, 'automatic', 1),
  trouble(100, 'begins'),
  lost(100, 'automatic', 1),
  health(101, 'outage'),
  trouble(200, 'over'),
  established(2_300, 'automatic', 2),
].reduce(addReport, emptyTally(1, 2));

const ending = { duration: 41_968, openAtEnd: 0, broken: [] };

describe('summarize', () => {
  it('tells how it went', () => {
    expect(summarize(tally, ending)).to.deep.equal({
      seconds: 42,
      dials: 1,
      automatic: { target: 1, least: 1, most: 1 },
      permanent: { target: 2, least: null, most: 0 },
      heals: [2_200],
      outages: 1,
      openAtEnd: 0,
      invariants: 'held',
    });
  });

  it('names what was broken', () => {
    expect(summarize(tally, { ...ending, broken: ['nine of eight'] })).to.deep.include({
      invariants: 'broken',
      broken: ['nine of eight'],
    });
  });

  it('counts a socket that was left open as broken', () => {
    const { invariants, openAtEnd, broken } = summarize(tally, { ...ending, openAtEnd: 3 });
    expect({ invariants, openAtEnd }).to.deep.equal({ invariants: 'broken', openAtEnd: 3 });
    expect(broken).to.deep.equal(['Expected no socket to be open after the stop, got 3']);
  });
});

describe('summaryText', () => {
  it('reads well', () => {
    expect(summaryText(summarize(tally, ending)).split('\n')).to.deep.equal([
      'Stopped after 42.0 s: invariants held.',
      '  automatic   target 1, least 1, most 1',
      '  permanent   target 2, never reached, most 0',
      '  dials 1, outages 1, sockets left open 0',
      '  healed once, in 2.2 s',
    ]);
  });

  it('shows the last of many heals', () => {
    const heals = [9_000, ...Array.from({ length: 100_000 }, (_, i) => i % 1_000)];
    expect(summaryText({ ...summarize(tally, ending), heals })).to.match(
      /\n {2}healed 100001 times, slowest 9\.0 s, last 996 ms, 997 ms, 998 ms, 999 ms$/,
    );
  });

  it('shows what was broken', () => {
    const text = summaryText(summarize(tally, { ...ending, broken: ['nine of eight'] }));
    expect(text).to.match(/^Stopped after 42\.0 s: invariants broken\.\n {2}nine of eight\n/);
  });
});
