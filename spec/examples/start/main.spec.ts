import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Summary } from '../../../examples/start/summary.js';

const node = ['--import', 'tsx/esm', '--conditions=rx-connmgr-source', 'examples/start/main.ts'];

const start = (...args: readonly string[]) =>
  spawn(process.execPath, [...node, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

/** What the program said, and how it ended. */
const run = async (...args: readonly string[]) => {
  const child = start(...args);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, out, err };
};

const objects = (out: string): readonly Record<string, unknown>[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const summaryOf = (out: string): Summary => objects(out).at(-1)?.summary as Summary;

describe('the main job', function () {
  this.timeout(30_000);
  let directory: string;
  let server: Server;
  let peer: string;
  let accepted: number;

  const file = (content: string): string => {
    const path = join(directory, 'peers.txt');
    writeFileSync(path, content);
    return path;
  };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'rx-connmgr-'));
    accepted = 0;
    server = createServer((socket) => {
      accepted += 1;
      socket.on('error', () => undefined).resume();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    peer = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });

  it('holds eight and two of the embedded network through troubles, and leaves nothing', async () => {
    const { status, out, err } = await run('--seconds', '5', '--json');
    const { seconds, automatic, permanent, inbound, heals, openAtEnd, invariants } = summaryOf(out);
    expect({ status, err, invariants, openAtEnd }).to.deep.equal({
      status: 0,
      err: '',
      invariants: 'held',
      openAtEnd: 0,
    });
    expect(seconds).to.be.within(4, 7); // the time to build the network counts for the stop alone
    expect(automatic).to.include({ target: 8, most: 8 });
    expect(permanent).to.include({ target: 2, most: 2 });
    expect(heals).to.have.length.within(1, 2);
    expect(inbound).to.deep.include({ limit: 8, most: 3 });
    const events = objects(out).slice(0, -1);
    expect(events.map(({ type }) => type)).to.include.members([
      'dialing',
      'established',
      'disconnected',
      'ended',
      'health',
      'trouble',
    ]);
    for (const event of events) expect(event).not.to.have.property('connection');
  });

  it('holds the addresses of a file, and a peer beside them', async () => {
    const path = file('127.0.0.1:9 # nobody is there\n');
    const args = ['--addresses', path, '--max-outbound', '1', '--add-peer', peer, '--seconds', '1', '--json'];
    const { status, out } = await run(...args);
    expect(status).to.equal(0);
    expect(summaryOf(out)).to.deep.include({
      automatic: { target: 1, least: null, most: 0 },
      permanent: { target: 1, least: 1, most: 1 },
      heals: [],
    });
    const failed = objects(out).find(({ type }) => type === 'failed');
    expect(failed).to.deep.include({ kind: 'automatic', address: '127.0.0.1:9' });
    expect(failed?.error).to.include({ code: 'ECONNREFUSED' });
  });

  it('connects to nothing but what it is told, and ends on a signal', async () => {
    const child = start('--connect', peer);
    const [out] = await Promise.all([
      text(child.stdout),
      (async () => {
        while (accepted === 0) await sleep(20);
        child.kill('SIGINT');
        child.kill('SIGINT');
        await once(child, 'close');
      })(),
    ]);
    expect(child.exitCode).to.equal(0);
    expect(accepted).to.equal(1);
    expect(out).to.match(/^connect-only: 1 wished for\n/);
    expect(out).to.match(/stopping SIGINT\n/);
    expect(out).to.match(
      /invariants held\.\n {2}automatic {3}target 0, least 0, most 0\n {2}permanent {3}target 1, least 1, most 1\n/,
    );
  });

  it('ends quietly when nobody reads on', async () => {
    const child = start('--json');
    const err = text(child.stderr);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    await once(child, 'close');
    expect({ status: child.exitCode, err: await err }).to.deep.equal({ status: 0, err: '' });
  });

  it('explains itself', async () => {
    const { status, out } = await run('--help');
    expect(status).to.equal(0);
    const from = ['addresses', 'seed', 'book', 'connect', 'max-outbound', 'add-peer', 'port', 'dns', 'proxy'];
    for (const option of [...from, 'listen', 'max-peers', 'ban-file', 'seconds', 'json', 'random-seed', 'help']) {
      expect(out).to.include(`--${option}`);
    }
    for (const line of out.split('\n')) expect(line.length, line).to.be.at.most(80);
  });

  describe('starts nothing, and says what is wrong,', () => {
    const refused = (what: string, args: () => readonly string[], message: string) => {
      it(`of ${what}`, async () => {
        const { status, out, err } = await run(...args());
        expect({ status, out, accepted }).to.deep.equal({ status: 2, out: '', accepted: 0 });
        expect(err)
          .to.include(message)
          .and.to.match(/\nTry: npm start -- --help\n$/);
      });
    };

    refused('an unknown option', () => ['--conect', peer], 'Unknown option --conect: did you mean --connect?');
    refused('a missing file', () => ['--addresses', '/nowhere'], 'Cannot read /nowhere: there is no such file');
    refused(
      'a line that is no address',
      () => ['--addresses', file(`${peer}\n\nnonsense\n`), '--add-peer', peer],
      'peers.txt:3: expected',
    );
  });
});
