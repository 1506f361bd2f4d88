import { expect } from 'chai';
import { addReport } from '../../../examples/start/add-report.js';
import type { Report } from '../../../examples/start/report.js';
import { emptyTally, type Tally } from '../../../examples/start/tally.js';
import { bans, established, health, lost, refused, report, told, trouble } from './reports.js';

/** Two automatic ones and a permanent one are wanted, and had at 30. */
const full = [established(10, 'permanent', 1), established(20, 'automatic', 2), established(30, 'automatic', 3)];

const tally = (...reports: readonly Report[]): Tally => reports.reduce(addReport, emptyTally(2, 1));

describe('addReport', () => {
  it('begins with nothing', () => {
    expect(tally().automatic).to.deep.equal({ target: 2, now: 0, least: undefined, most: 0 });
  });

  it('counts dials, failures, and what the peers ended', () => {
    const happened = tally(
      told(1, 'automatic', 1, { type: 'dialing' }),
      told(2, 'automatic', 1, { type: 'failed', error: new Error('refused') }),
      told(3, 'automatic', 2, { type: 'dialing' }),
      established(4, 'automatic', 2),
      lost(5, 'automatic', 2),
      established(6, 'automatic', 3),
      told(7, 'automatic', 3, { type: 'disconnected', by: 'us' }),
    );
    expect(happened).to.include({ dials: 2, failures: 1, losses: 1 });
  });

  it('counts an outage once, however often it is told', () => {
    const happened = tally(health(1, 'outage'), health(2, 'outage'), health(3, 'ok'), health(4, 'outage'));
    expect(happened).to.include({ outages: 2, health: 'outage' });
  });

  it('counts who came in, and who did not', () => {
    const happened = [
      established(1, 'inbound', 1),
      established(2, 'inbound', 2),
      lost(3, 'inbound', 1),
      established(4, 'inbound', 3),
      refused(5, 'prefix', 1),
      refused(6, 'prefix', 40, 41),
      refused(7, 'full', 2),
    ].reduce(addReport, emptyTally(2, 1, 8));
    expect(happened.inbound).to.deep.equal({ limit: 8, now: 2, most: 2, total: 3 });
    expect(happened).to.include({ refused: 43 });
    expect(happened.automatic.now).to.equal(0);
  });

  it('counts the bans that are made, not those that are over', () => {
    expect(tally(bans(1, 'added'), bans(2, 'expired'), bans(3, 'added')).banned).to.equal(2);
  });

  describe('the least', () => {
    it('is not known before the target is reached', () => {
      expect(tally(established(1, 'automatic', 2), lost(2, 'automatic', 2)).automatic.least).to.equal(undefined);
    });

    it('is the target once it is reached, for each kind by itself', () => {
      const { automatic, permanent } = tally(...full.slice(0, 2));
      expect([automatic.least, permanent.least]).to.deep.equal([undefined, 1]);
      expect(tally(...full).automatic.least).to.equal(2);
    });

    it('falls with what is lost for no reason, and does not rise again', () => {
      const { automatic, permanent } = tally(...full, lost(40, 'automatic', 2), established(50, 'automatic', 4));
      expect(automatic).to.deep.equal({ target: 2, now: 2, least: 1, most: 2 });
      expect(permanent.least).to.equal(1);
    });

    it('does not fall in a trouble', () => {
      const happened = tally(
        ...full,
        trouble(40, 'begins'),
        lost(41, 'automatic', 2),
        trouble(50, 'over'),
        established(60, 'automatic', 4),
      );
      expect(happened.automatic).to.include({ now: 2, least: 2 });
    });

    it('falls in a trouble that nobody must notice, which is no heal', () => {
      const flood = (at: number, phase: 'begins' | 'over') =>
        report(at, { type: 'trouble', phase, text: 'a flood', harmless: true });
      const during = tally(...full, flood(40, 'begins'), lost(41, 'automatic', 2));
      expect(during.nuisances).to.deep.equal(['a flood']);
      expect(during.span).to.equal(undefined);
      expect(during.automatic).to.include({ now: 1, least: 1 });
      const after = [established(45, 'automatic', 4), flood(50, 'over')].reduce(addReport, during);
      expect(after).to.deep.include({ nuisances: [], heals: [] });
    });

    it('falls with what is lost after a trouble', () => {
      const happened = tally(...full, trouble(40, 'begins'), trouble(50, 'over'), lost(51, 'automatic', 2));
      expect(happened.automatic.least).to.equal(1);
    });

    it('does not fall with the stop', () => {
      const stop = report(40, { type: 'stopping', text: 'SIGINT' });
      const ended = told(41, 'automatic', 2, { type: 'disconnected', by: 'us' });
      expect(tally(...full, stop, ended).automatic).to.include({ now: 1, least: 2 });
    });
  });

  it('knows the most, in troubles and out of them', () => {
    const happened = tally(
      ...full,
      trouble(40, 'begins'),
      established(41, 'automatic', 4),
      lost(42, 'automatic', 4),
      trouble(50, 'over'),
    );
    expect(happened.automatic.most).to.equal(3);
  });

  describe('a trouble', () => {
    const hit = [...full, trouble(40, 'begins'), lost(45, 'automatic', 2)];

    it('heals when the target is held again, counted from its start, and not before its cause is gone', () => {
      const healed = [...hit, established(70, 'automatic', 4)];
      expect(tally(...healed)).to.deep.include({ heals: [] });
      expect(tally(...healed).span?.causes).to.deep.equal(['it rains']);
      expect(tally(...healed, trouble(90, 'over'))).to.deep.include({ heals: [30], span: undefined });
    });

    it('lasts until the target is held again, when its cause is gone before', () => {
      const over = [...hit, trouble(50, 'over')];
      expect(tally(...over).span).to.deep.equal({ since: 40, causes: [], missed: true, heldAt: undefined });
      expect(tally(...over, established(140, 'automatic', 4))).to.deep.include({ heals: [100], span: undefined });
    });

    it('counts the last time that the target was held again', () => {
      const twice = [established(50, 'automatic', 4), lost(60, 'automatic', 4), established(65, 'automatic', 5)];
      expect(tally(...hit, ...twice, trouble(90, 'over')).heals).to.deep.equal([25]);
    });

    it('is no heal when it cost nothing', () => {
      expect(tally(...full, trouble(40, 'begins'), trouble(50, 'over'))).to.deep.include({
        heals: [],
        span: undefined,
      });
    });

    it('waits for the permanent ones, too', () => {
      const happened = [...full, trouble(40, 'begins'), lost(41, 'permanent', 1), trouble(50, 'over')];
      expect(tally(...happened).heals).to.deep.equal([]);
      expect(tally(...happened, established(80, 'permanent', 1)).heals).to.deep.equal([40]);
    });

    it('does not wait for a target that was never reached', () => {
      const happened = [...full.slice(1), trouble(40, 'begins'), lost(41, 'automatic', 2), trouble(50, 'over')];
      expect(tally(...happened, established(80, 'automatic', 4)).heals).to.deep.equal([40]);
    });

    it('is one with another that begins before it has healed', () => {
      const happened = tally(
        ...hit,
        trouble(50, 'over'),
        trouble(60, 'begins', 'it snows'),
        trouble(70, 'over', 'it snows'),
        established(90, 'automatic', 4),
      );
      expect(happened.heals).to.deep.equal([50]);
    });

    it('is a heal at the stop if the targets were held again', () => {
      const stop = report(80, { type: 'stopping', text: 'SIGINT' });
      expect(tally(...hit, established(70, 'automatic', 4), stop).heals).to.deep.equal([30]);
      expect(tally(...hit, stop).heals).to.deep.equal([]);
    });
  });
});
