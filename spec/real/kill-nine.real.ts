import { existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';
import { seededRandom } from '../../lib/testing/seeded-random.js';
import { fileStore } from '../../lib/transports/file-store.js';
import { bundled, start, type Running } from './support/bundled-program.js';

interface Told {
  readonly loaded?: number;
  readonly saved?: number;
  readonly code?: string;
  readonly pid?: number;
  readonly message?: string;
}

/** Numbers in the list that is saved: a file of some 300 kB. */
const length = 25_000;
const kills = 200;

describe('a file store whose process is killed', () => {
  let directory = '';
  let program = '';
  const running = new Set<Running<Told>>();
  const path = () => join(directory, 'state', 'peers.json');
  const own = (one: Running<Told>) => {
    running.add(one);
    void one.ended.then(() => running.delete(one));
    return one;
  };
  const prepare = (mode: string, count = 10) =>
    own(start<Told>(process.execPath, program, mode, path(), String(count)));
  const use = (mode: string, count?: number) => {
    const one = prepare(mode, count);
    one.go();
    return one;
  };
  const beside = () => readdirSync(join(directory, 'state')).filter((name) => name.endsWith('.tmp'));

  before(async () => {
    directory = mkdtempSync(join(realpathSync(tmpdir()), 'rx-connmgr-kill-'));
    program = await bundled('store-user.ts', join(directory, 'store-user.mjs'));
  });
  beforeEach(() => rmSync(join(directory, 'state'), { recursive: true, force: true }));
  afterEach(async () => {
    await Promise.all([...running].map((one) => one.kill()));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it(`keeps its data whole, ${kills} times`, async () => {
    const seed = Date.now();
    const random = seededRandom(seed);
    console.log(`      seed ${seed}`);
    const started = performance.now();
    let leftovers = 0;
    let saves = 0;
    let last = 0;
    // they start while others run and are looked at: most of the time goes into starting
    const ready = Array.from({ length: 3 }, () => prepare('run', length));
    for (let i = 0; i < kills; i += 1) {
      ready.push(prepare('run', length));
      const one = ready.shift()!;
      one.go();
      const { loaded } = await one.told((line) => line.loaded !== undefined || line.code !== undefined);
      expect(loaded, JSON.stringify(one.lines)).to.equal(last);
      // one in four before its first save is over
      if (i % 4 > 0) await one.told(({ saved }) => saved !== undefined);
      await sleep(50 * random());
      await one.kill();
      const told = one.lines.reduce((most, { saved = 0 }) => Math.max(most, saved), last);
      saves += told - last;

      expect(JSON.parse(readFileSync(`${path()}.lock`, 'utf8'))).to.include({ pid: one.child.pid });
      if (beside().length > 0) leftovers += 1;
      const store = fileStore(path());
      const data = (await lastValueFrom(store.load())) as
        { readonly n: number; readonly list: readonly number[] } | undefined;
      expect(beside()).to.deep.equal([]);
      await store[Symbol.asyncDispose]();
      // what was told to be saved is there, or the one that was under way
      expect(data?.n ?? 0).to.be.within(told, told + 1);
      if (data) expect([data.list.length, new Set([...data.list, data.n]).size]).to.deep.equal([length, 1]);
      last = data?.n ?? 0;
    }
    const seconds = (performance.now() - started) / 1_000;
    console.log(
      `      ${kills} kills in ${seconds.toFixed(1)} s: ${saves} saves told, ${leftovers} cut short and cleared away`,
    );
    expect(saves).to.be.above(0);
    expect(leftovers).to.be.above(0);
    expect(readdirSync(join(directory, 'state'))).to.deep.equal(['peers.json']);
  });

  it('refuses a second process, names the first, and lets the second have it when the first is killed', async () => {
    const first = use('hold');
    await first.told(({ loaded }) => loaded === 0);
    const second = use('hold');
    const { pid, message } = await second.told(({ code }) => code === 'locked');
    expect(pid).to.equal(first.child.pid);
    expect(message).to.equal(`${path()} is in use by process ${first.child.pid}`);
    expect(await second.ended).to.equal(0);
    await first.kill();
    expect(existsSync(`${path()}.lock`)).to.equal(true);
    await use('hold').told(({ loaded }) => loaded === 0);
  });

  it('lets one of six processes have it that come at once after a kill', async () => {
    for (let round = 0; round < 5; round += 1) {
      const before = use('hold');
      await before.told(({ loaded }) => loaded === 0);
      await before.kill();
      const all = Array.from({ length: 6 }, () => use('hold'));
      const lines = await Promise.all(all.map((one) => one.told(() => true)));
      expect(lines.filter(({ loaded }) => loaded === 0)).to.have.lengthOf(1);
      expect(lines.filter(({ code }) => code === 'locked')).to.have.lengthOf(5);
      await Promise.all(all.map((one) => one.kill()));
    }
  });

  it('keeps no process alive, and gives its lock back with the end of it', async () => {
    const once = use('once');
    expect(await once.ended).to.equal(0);
    expect(once.lines).to.deep.equal([{ saved: 1 }]);
    expect(readdirSync(join(directory, 'state'))).to.deep.equal(['peers.json']);
    const exit = use('exit', length);
    expect(await exit.ended).to.equal(0);
    expect(existsSync(`${path()}.lock`)).to.equal(false);
    const again = use('once');
    expect(await again.ended).to.equal(0);
    expect([3, 4]).to.include(again.lines[0]?.saved);
    expect(readdirSync(join(directory, 'state'))).to.deep.equal(['peers.json']);
  });

  it('leaves the file as it was where there is no room for another', async () => {
    const once = use('once');
    await once.ended;
    const text = readFileSync(path(), 'utf8');
    const shell = ['-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath, program, 'once', path(), String(length)];
    const limited = own(start<Told>('sh', ...shell));
    limited.go();
    const { message } = await limited.told(({ code }) => code === 'io');
    await limited.ended;
    expect(message).to.match(/^Cannot save .*peers\.json: EFBIG/);
    expect(readFileSync(path(), 'utf8')).to.equal(text);
    expect(readdirSync(join(directory, 'state'))).to.deep.equal(['peers.json']);
  });
});
