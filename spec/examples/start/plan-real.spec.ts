import { expect } from 'chai';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatAddress } from 'rx-connmgr';
import { startDnsServer, type DnsServer } from '../../../examples/support/dns-server.js';
import { closeRealPeers, realPeer, silent, type RealPeer } from '../../support/real-peers.js';
import { answerOf, socksProxy, success } from '../../support/socks-proxy.js';
import { endPrograms, objects, run, start, summaryOf } from './program.js';

describe('the main job on real input', function () {
  this.timeout(30_000);
  let directory: string;
  let dns: DnsServer;
  let peer: RealPeer;

  const path = (name: string) => join(directory, name);
  const seeded = () => ['--seed', 'peers.test', '--dns', dns.server, '--port', String(peer.address.port)];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'rx-connmgr-'));
    peer = await realPeer(silent);
    dns = await startDnsServer(({ name }) => (name === 'peers.test' ? [peer.address.host] : 'NXDOMAIN'));
  });

  afterEach(async () => {
    endPrograms();
    await dns[Symbol.asyncDispose]();
    await closeRealPeers();
    rmSync(directory, { recursive: true });
  });

  it('finds peers by a DNS seed, and by the book alone thereafter', async () => {
    const first = await run(
      ...seeded(),
      '--book',
      path('book.json'),
      '--max-outbound',
      '1',
      '--seconds',
      '1',
      '--json',
    );
    expect(first.status).to.equal(0);
    expect(summaryOf(first.out).automatic).to.deep.equal({ target: 1, least: 1, most: 1 });
    expect(readFileSync(path('book.json'), 'utf8')).to.include(peer.address.host);
    const asked = dns.questions.length;
    const again = await run('--book', path('book.json'), '--max-outbound', '1', '--seconds', '2', '--json');
    expect(summaryOf(again.out).automatic.most).to.equal(1);
    expect(dns.questions).to.have.length(asked);
    expect(readdirSync(directory)).to.deep.equal(['book.json']);
  });

  it('tells which seed gave nothing, and goes on', async () => {
    const { status, out } = await run(...seeded(), '--seed', 'none.test', '--seconds', '2', '--json');
    expect(status).to.equal(0);
    expect(summaryOf(out).automatic.most).to.equal(1);
    const notice = objects(out).find(({ type }) => type === 'notice');
    expect(notice?.text).to.match(/^seed none\.test gave nothing; not before \d+ s$/);
    expect(notice?.error).to.include({ code: 'ENOTFOUND' });
  });

  it('resolves and dials through a proxy, each time as somebody else', async () => {
    const resolved = answerOf.address('0b000001');
    const proxy = await socksProxy({ answer: ({ command }) => (command === 1 ? success : resolved), peer: silent });
    const args = ['--seed', 'peers.test', '--proxy', formatAddress(proxy.address), '--seconds', '2', '--json'];
    const { out } = await run(...args);
    expect(summaryOf(out).automatic.most).to.equal(1);
    const [lookup, dial] = proxy.asked;
    expect(lookup).to.include({ command: 0xf0, host: 'peers.test' });
    expect(dial).to.include({ command: 1, host: '11.0.0.1', port: 8_333 });
    expect(dial?.username).to.match(/^[\da-f]{32}$/);
    expect(dns.questions).to.deep.equal([]);
  });

  it('remembers the addresses of a file in a book', async () => {
    writeFileSync(path('peers.txt'), `${formatAddress(peer.address)}\n`);
    const { out } = await run(
      '--addresses',
      path('peers.txt'),
      '--book',
      path('book.json'),
      '--seconds',
      '1',
      '--json',
    );
    expect(summaryOf(out).automatic.most).to.equal(1);
    expect(readFileSync(path('book.json'), 'utf8')).to.include(peer.address.host);
  });

  it('sets a damaged book and list of bans aside, tells so, and goes on', async () => {
    for (const name of ['book.json', 'bans.json']) writeFileSync(path(name), 'nonsense');
    const files = ['--book', path('book.json'), '--ban-file', path('bans.json')];
    const { status, out } = await run(...files, '--seconds', '2', '--json');
    expect(status).to.equal(0);
    const notices = objects(out).filter(({ type }) => type === 'notice');
    expect(notices.map(({ error }) => (error as { code: string }).code)).to.deep.equal(['damaged', 'damaged']);
    expect(readdirSync(directory).filter((name) => name.includes('.damaged'))).to.have.length(2);
  });

  it('says which process has the book, and leaves it alone', async () => {
    const holder = start('--book', path('book.json'), '--seconds', '20');
    await once(holder.stdout, 'data');
    const { status, err } = await run('--book', path('book.json'));
    holder.kill('SIGINT');
    await once(holder, 'close');
    expect(status).to.equal(2);
    expect(err).to.match(/^--book: .*book\.json is in use by process \d+\nTry: npm start -- --help\n$/);
    expect(existsSync(`${path('book.json')}.lock`)).to.equal(false);
  });

  it('says that the address to listen on is taken', async () => {
    const taken = formatAddress(peer.address);
    const { status, err } = await run('--seed', 'peers.test', '--listen', taken);
    expect(status).to.equal(2);
    expect(err).to.include(`--listen ${taken}: cannot listen on ${taken}: the address is in use`);
  });

  it('lets others in, as many as there is room for', async () => {
    const free = await realPeer(silent);
    await free.close();
    const { host, port } = free.address;
    const args = [
      '--connect',
      formatAddress(peer.address),
      '--listen',
      formatAddress(free.address),
      '--max-peers',
      '2',
    ];
    const child = start(...args, '--json');
    const out = text(child.stdout);
    while (peer.accepted === 0) await sleep(20);
    const visitors = Array.from({ length: 3 }, () => connect(port, host).resume());
    for (const visitor of visitors) visitor.on('error', () => undefined);
    while (visitors.filter(({ destroyed }) => destroyed).length < 2) await sleep(20);
    child.kill('SIGINT');
    await once(child, 'close');
    for (const visitor of visitors) visitor.destroy();
    expect(child.exitCode).to.equal(0);
    expect(summaryOf(await out)).to.deep.include({
      permanent: { target: 1, least: 1, most: 1 },
      inbound: { limit: 1, most: 1, total: 1 },
      refused: 2,
    });
  });
});
