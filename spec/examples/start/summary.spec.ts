import { expect } from 'chai';
import { addReport } from '../../../examples/start/add-report.js';
import { summaryText } from '../../../examples/start/summary-text.js';
import { summarize } from '../../../examples/start/summary.js';
import { emptyTally } from '../../../examples/start/tally.js';
import { bans, established, health, lost, refused, told, trouble } from './reports.js';

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
      inbound: { limit: 0, most: 0, total: 0 },
      refused: 0,
      banned: 0,
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

  it('tells of who came in, and of who did not', () => {
    const inside = established(10, 'inbound', 9);
    const after = [inside, refused(11, 'full', 7), bans(12, 'added')].reduce(addReport, emptyTally(0, 0, 2));
    const { inbound, refused: turnedAway, banned } = summarize(after, ending);
    expect({ inbound, turnedAway, banned }).to.deep.equal({
      inbound: { limit: 2, most: 1, total: 1 },
      turnedAway: 7,
      banned: 1,
    });
    expect(summarize(emptyTally(0, 0, Infinity), ending).inbound.limit).to.equal(null);
  });

  it('counts who came in above the limit as broken', () => {
    const { invariants, broken } = summarize(addReport(emptyTally(0, 0, 0), established(10, 'inbound', 9)), ending);
    expect(invariants).to.equal('broken');
    expect(broken).to.deep.equal(['Expected at most 0 inbound connections, got 1']);
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

  it('tells of who came in', () => {
    const inside = [established(10, 'inbound', 9), refused(11, 'full', 7), bans(12, 'added')];
    const text = summaryText(summarize(inside.reduce(addReport, emptyTally(1, 1, 8)), ending));
    expect(text).to.include('\n  inbound     limit 8, most 1, 1 came in, 7 refused\n  banned      1\n');
    expect(summaryText(summarize(emptyTally(1, 1, Infinity), ending))).to.include('  inbound     no limit, most 0');
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
