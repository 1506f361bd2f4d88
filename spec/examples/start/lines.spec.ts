import { expect } from 'chai';
import { ConnectionError } from 'rx-connmgr';
import { isNews } from '../../../examples/start/describe.js';
import { clock } from '../../../examples/start/durations.js';
import { errorOf } from '../../../examples/start/error-of.js';
import { jsonLine } from '../../../examples/start/json.js';
import { plainLine } from '../../../examples/start/plain.js';
import { bans, established, health, lost, refused as shed, report, told, trouble } from './reports.js';

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const refused = Object.assign(new Error('connect ECONNREFUSED 127.10.0.7:8333'), { code: 'ECONNREFUSED' });

describe('errorOf', () => {
  it('finds the code that is nearest to the cause', () => {
    const wrapped = new ConnectionError('failed', 'it failed', { cause: refused });
    expect(errorOf(wrapped)).to.deep.equal({ code: 'ECONNREFUSED', message: 'it failed' });
    expect(errorOf(new ConnectionError('timeout', 'late')).code).to.equal('timeout');
    expect(errorOf(new TypeError('odd'))).to.deep.equal({ code: 'TypeError', message: 'odd' });
    expect(errorOf('text')).to.deep.equal({ code: 'unknown', message: 'text' });
  });
});

describe('jsonLine', () => {
  const parsed = (line: string): unknown => JSON.parse(line);
  const about7 = { time: '2026-01-02T03:04:05.678Z', id: 7, kind: 'automatic', address: '127.10.0.7:8333' };

  it('never shows the connection', () => {
    expect(parsed(jsonLine(established(at, 'automatic', 7)))).to.deep.equal({ ...about7, type: 'established' });
  });

  it('shows an error as its code and message', () => {
    expect(parsed(jsonLine(told(at, 'automatic', 7, { type: 'failed', error: refused })))).to.deep.equal({
      ...about7,
      type: 'failed',
      error: { code: 'ECONNREFUSED', message: refused.message },
    });
  });

  it('shows what else there is', () => {
    expect(parsed(jsonLine(told(at, 'automatic', 7, { type: 'waiting', failures: 2, delay: 1_500 })))).to.deep.equal({
      ...about7,
      type: 'waiting',
      failures: 2,
      delay: 1_500,
    });
    expect(parsed(jsonLine(lost(at, 'automatic', 7)))).to.deep.equal({ ...about7, type: 'disconnected', by: 'peer' });
  });

  it('shows what is about no request', () => {
    const time = about7.time;
    expect(parsed(jsonLine(health(at, 'ok')))).to.deep.equal({ time, type: 'health', health: 'ok' });
    expect(parsed(jsonLine(trouble(at, 'begins')))).to.deep.equal({
      time,
      type: 'trouble',
      phase: 'begins',
      text: 'it rains',
    });
    const failed = report(at, { type: 'health', health: 'starving', error: new TypeError('no source') });
    expect(parsed(jsonLine(failed))).to.deep.include({ error: { code: 'TypeError', message: 'no source' } });
  });

  it('shows who was refused, and who is banned', () => {
    const { time } = about7;
    const address = '127.10.0.99:8333';
    expect(parsed(jsonLine(shed(at, 'flood', 3, 4)))).to.deep.equal({
      ...{ time, type: 'refused', reason: 'flood', count: 3, total: 4, address },
    });
    expect(parsed(jsonLine(bans(at, 'added')))).to.deep.equal({
      ...{ time, type: 'bans', change: 'added', subnet: '127.10.0.9', reason: 'garbage' },
    });
  });

  it('is one line, whatever the message', () => {
    expect(jsonLine(told(at, 'manual', 7, { type: 'failed', error: new Error('a\nb') }))).not.to.include('\n');
  });
});

describe('plainLine', () => {
  const time = clock(at);
  const cases = [
    [established(at, 'automatic', 7), 'established 127.10.0.7:8333 automatic 7'],
    [told(at, 'automatic', 7, { type: 'failed', error: refused }), 'failed 127.10.0.7:8333 ECONNREFUSED'],
    [lost(at, 'automatic', 7), 'disconnected 127.10.0.7:8333 by the peer'],
    [
      told(at, 'permanent', 7, { type: 'disconnected', by: 'us', error: refused }),
      'disconnected 127.10.0.7:8333 by us: ECONNREFUSED',
    ],
    [
      told(at, 'permanent', 7, { type: 'waiting', failures: 2, delay: 1_500 }),
      'waiting 127.10.0.7:8333 failure 2, next try in 1.5 s',
    ],
    [told(at, 'manual', 7, { type: 'ended', reason: 'removed' }), 'ended 127.10.0.7:8333 removed'],
    [health(at, 'outage'), 'health outage'],
    [shed(at, 'prefix', 1, 5), 'refused 127.10.0.99 prefix, 5 so far'],
    [shed(at, 'full', 12, 17), 'refused 12, the last from 127.10.0.99 full, 17 so far'],
    [bans(at, 'added'), 'banned 127.10.0.9 garbage'],
    [bans(at, 'expired'), 'ban expired 127.10.0.9 garbage'],
    [
      report(at, { type: 'notice', text: 'a.test gave nothing', error: refused }),
      'notice a.test gave nothing ECONNREFUSED',
    ],
    [trouble(at, 'begins'), 'trouble it rains'],
    [trouble(at, 'over'), 'trouble over: it rains'],
    [report(at, { type: 'stopping', text: 'SIGINT' }), 'stopping SIGINT'],
  ] as const;
  for (const [one, line] of cases) it(line, () => expect(plainLine(one)).to.equal(`${time} ${line}`));
});

describe('isNews', () => {
  const failing = (error: unknown) => report(at, { type: 'health', health: 'ok', error });

  it('leaves out that a dial begins, the end that follows from what was told, and what is told elsewhere', () => {
    const quiet = [
      told(at, 'automatic', 7, { type: 'dialing' }),
      told(at, 'automatic', 7, { type: 'ended', reason: 'failed' }),
      told(at, 'automatic', 7, { type: 'ended', reason: 'closed' }),
      told(at, 'automatic', 7, { type: 'ended', reason: 'stopped' }),
    ];
    const rationed = (code: 'full' | 'failed') => failing(new ConnectionError(code, 'Refused 3 inbound connections'));
    expect([rationed('full'), rationed('failed')].map(isNews)).to.deep.equal([false, true]);
    const loud = [established(at, 'automatic', 7), told(at, 'manual', 7, { type: 'ended', reason: 'duplicate' })];
    expect([...quiet, ...loud].map(isNews)).to.deep.equal([false, false, false, false, true, true]);
  });
});
