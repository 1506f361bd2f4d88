import { expect } from 'chai';
import type { Address, Kind, RequestState } from 'rx-connmgr';
import { clock } from '../../../examples/start/durations.js';
import { textOf } from '../../../examples/start/line.js';
import type { Model } from '../../../examples/start/model.js';
import { emptyTally } from '../../../examples/start/tally.js';
import { view } from '../../../examples/start/view.js';
import { addressOf, established, health, lost, told } from './reports.js';

type Row = RequestState<Address>;

const now = 1_700_000_100_000;
const time = clock(now);

const row = (id: number, kind: Kind = 'automatic', more: Partial<Row> = {}): Row => ({
  id,
  address: addressOf(id),
  kind,
  state: 'established',
  since: now - id * 1_000,
  failures: 0,
  ...more,
});

const waiting: Partial<Row> = {
  state: 'waiting',
  failures: 2,
  retryAt: now + 4_200,
  error: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
};

const model = (more: Partial<Model> = {}): Model => ({
  title: 'embedded network: 60 peers',
  startedAt: now - 42_000,
  now,
  tally: {
    ...emptyTally(3, 2),
    automatic: { target: 3, now: 2, least: 3, most: 3 },
    permanent: { target: 2, now: 1, least: 2, most: 2 },
    inbound: { limit: 8, now: 1, most: 3, total: 9 },
    refused: 187,
    banned: 2,
    health: 'connecting',
    dials: 127,
    failures: 31,
    losses: 19,
    outages: 1,
    heals: [1, 854, 6, 3_700],
  },
  requests: [row(3), row(7, 'inbound'), row(12), row(2, 'permanent', waiting), row(1, 'permanent')],
  news: [
    health(now, 'connecting'),
    lost(now, 'automatic', 4),
    told(now, 'permanent', 2, { type: 'waiting', failures: 2, delay: 4_200 }),
  ],
  ...more,
});

const shown = (columns: number, rows: number, more: Partial<Model> = {}): readonly string[] =>
  view(model(more), { columns, rows }).map((line) => textOf(line).trimEnd());

describe('view', () => {
  it('reads well at 80x24', () => {
    expect(shown(80, 24)).to.deep.equal([
      'rx-connmgr  connecting   automatic 2 of 3   permanent 1 of 2   inbound 1 of 8',
      'dials 127   failed 31   lost 19   outages 1   refused 187   banned 2      up 42s',
      'embedded network: 60 peers   healed in 854 ms, 6 ms, 3.7 s          Ctrl-C stops',
      '',
      '   id  kind       address                state            age  failed  next try',
      '    1  permanent  127.10.0.1:8333        established       1s       0',
      '    2  permanent  127.10.0.2:8333        waiting           2s       2        5s',
      '    7  inbound    127.10.0.7:8333        established       7s       0',
      '    3  automatic  127.10.0.3:8333        established       3s       0',
      '   12  automatic  127.10.0.12:8333       established      12s       0',
      '       automatic                         free',
      '',
      'last events',
      `${time}  health        connecting`,
      `${time}  disconnected  127.10.0.4:8333           by the peer`,
      `${time}  waiting       127.10.0.2:8333           failure 2, next try in 4.2 s`,
    ]);
  });

  it('never goes beyond the screen', () => {
    const requests = Array.from({ length: 200 }, (_, i) => row(i + 1, 'automatic', waiting));
    const news = Array.from({ length: 200 }, () => lost(now, 'automatic', 4));
    for (const columns of [1, 2, 10, 20, 39, 40, 57, 58, 79, 80, 120, 300]) {
      for (const rows of [1, 2, 3, 4, 5, 6, 8, 12, 24, 50, 100]) {
        const lines = shown(columns, rows, { requests, news });
        expect(lines.length, `${columns}x${rows}`).to.equal(rows);
        for (const line of lines) expect(line.length, `${columns}x${rows}: ${line}`).to.be.at.most(columns);
      }
    }
  });

  it('shows who the peers are, and how they are, where a handshake tells', () => {
    const peer = { network: 'ipv4', userAgent: '/satoshi:27.0/', ping: 3.14, score: 0 };
    const requests = [
      { ...row(1, 'automatic', { since: now - 61_000 }), ...peer, role: 'full', score: 40 },
      { ...row(2, 'inbound'), ...peer, ping: 123.4 },
      { ...row(3, 'automatic', waiting), network: 'ipv4', role: 'full' },
    ];
    expect(shown(80, 24, { requests }).slice(4, 8)).to.deep.equal([
      'kind       address           state           age  ping, try  score  user agent',
      'inbound    127.10.0.2:8333   established      2s     123 ms      0  /satoshi:27…',
      'full       127.10.0.1:8333   established  1m 01s     3.1 ms     40  /satoshi:27…',
      'full       127.10.0.3:8333   waiting          3s         5s      0',
    ]);
    const wide = shown(120, 24, { requests });
    expect(wide[4]).to.match(/^ {3}id {2}kind +dir {2}address +net +state +age +failed +ping, try +score +user agent/);
    expect(wide[5]).to.match(/^ {4}2 {2}inbound +in +127\.10\.0\.2:8333 +ipv4 /);
    expect(wide[6]).to.match(/^ {4}1 {2}full +out +127\.10\.0\.1:8333 +ipv4 /);
  });

  it('says how many requests it does not show, and keeps room for events', () => {
    const requests = [
      ...Array.from({ length: 16 }, (_, i) => row(i + 1)),
      ...Array.from({ length: 4 }, (_, i) => row(i + 21, 'automatic', waiting)),
    ];
    const tally = { ...model().tally, automatic: { target: 22, now: 16, least: 16, most: 16 } };
    const lines = shown(80, 24, { requests, tally, news: Array.from({ length: 20 }, () => lost(now, 'automatic', 4)) });
    expect(lines).to.have.length(24);
    expect(lines[5]).to.match(/^ {3}21 {2}automatic {2}127\.10\.0\.21:8333 +waiting /);
    expect(lines[15]).to.match(/^ {4}7 {2}automatic {2}127\.10\.0\.7:8333 +established /);
    expect(lines[17]).to.equal('… and 10 more: 8 established, 2 free');
    expect(lines.slice(18)).to.deep.equal([
      '',
      'last events',
      ...Array.from({ length: 4 }, () => `${time}  disconnected  127.10.0.4:8333           by the peer`),
    ]);
  });

  it('leaves columns out where it is narrow, the state and the address last', () => {
    const headings = [80, 79, 70, 60, 50, 40, 30].map((columns) => shown(columns, 24)[4]);
    expect(headings).to.deep.equal([
      '   id  kind       address                state            age  failed  next try',
      '   id  kind       address                state            age  failed  next try',
      '   id  address                state            age  failed  next try',
      '   id  address                state            age  next try',
      'address             state            age  next try',
      'address             state            age',
      'address            state',
    ]);
  });

  it('shows the last error where it is wide', () => {
    const lines = shown(100, 24);
    expect(lines[4]).to.match(/next try {2}last error$/);
    expect(lines[6]).to.match(/ 5s {2}ECONNREFUSED$/);
  });

  it('cuts a long address', () => {
    const address = { host: '2001:db8:85a3:8d3:1319:8a2e:370:7348', port: 18_333 };
    const [narrow, wide] = [80, 140].map(
      (columns) => shown(columns, 24, { requests: [row(1, 'manual', { address })] })[5],
    );
    expect(narrow).to.match(/^ {4}1 {2}manual {5}\[2001:db8:85a3:8d3:13… {2}established /);
    expect(wide).to.include('[2001:db8:85a3:8d3:1319:8a2e:370:7348]:18333');
  });

  it('says now when the next try is due', () => {
    const due = row(1, 'permanent', { ...waiting, retryAt: now });
    expect(shown(80, 24, { requests: [due] })[5]).to.match(/2 {6} now$/);
  });

  it('shows a trouble, and that its cause is gone but a target is missed', () => {
    const span = { since: now - 3_000, causes: ['the whole network goes down'], missed: true, heldAt: undefined };
    const during = shown(80, 24, { tally: { ...model().tally, span } });
    const after = shown(80, 24, { tally: { ...model().tally, span: { ...span, causes: [] } } });
    expect(during[2]).to.match(/^trouble for 3s: the whole network goes down +Ctrl-C stops$/);
    expect(after[2]).to.match(/^trouble for 3s: it is over, but a target is still missed +Ctrl-C stops$/);
  });

  it('shows no lane that is not wanted', () => {
    const tally = emptyTally(0, 1);
    const [first, second] = shown(80, 24, { tally });
    expect(first).to.equal('rx-connmgr  idle   permanent 0 of 1');
    expect(second).to.match(/^dials 0 {3}failed 0 {3}lost 0 {3}outages 0 +up 42s$/);
  });

  it('shows how many are in where there is no limit', () => {
    const inbound = { limit: Infinity, now: 12, most: 12, total: 12 };
    expect(shown(80, 24, { tally: { ...emptyTally(0, 1), inbound } })[0]).to.match(/ {3}inbound 12$/);
  });

  it('shows what nobody must notice', () => {
    const tally = { ...model().tally, nuisances: ['a flood'] };
    expect(shown(80, 24, { tally })[2]).to.match(/^no trouble: a flood +Ctrl-C stops$/);
  });

  it('colours what counts', () => {
    const lines = view(model({ news: [established(now, 'automatic', 3)] }), { columns: 80, rows: 24 });
    const styleOf = (text: string) => lines.flat().find((piece) => piece.text.trim() === text)?.style;
    expect(['connecting', '2 of 3', 'waiting', 'established', 'free', '2'].map(styleOf)).to.deep.equal([
      'yellow',
      'yellow',
      'yellow',
      'green',
      'dim',
      undefined,
    ]);
  });
});
