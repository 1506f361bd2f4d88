import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { expect } from 'chai';
import { isStoreError } from '../../lib/core/store-error.js';
import { lockFile } from '../../lib/transports/lock-file.js';
import { parseHolder, thisProcess, type Holder } from '../../lib/transports/lock-holder.js';
import { rejection, temporaryDirectory } from './support/temporary-directory.js';

/** A number beyond any that Linux gives. */
const nobody = 2 ** 30;

describe('lockFile', () => {
  const at = temporaryDirectory();
  const given: (() => void)[] = [];
  const take = async (name = 'a') => {
    const giveBack = await lockFile(at(name));
    given.push(giveBack);
    return giveBack;
  };
  const holder = () => parseHolder(readFileSync(at('a.lock'), 'utf8'));
  const leave = async (changes: Partial<Holder>, name = 'a.lock') => {
    const left = { ...(await thisProcess()), ...changes };
    writeFileSync(at(name), `${JSON.stringify(left)}\n`);
    return left;
  };
  afterEach(() => given.splice(0).forEach((giveBack) => giveBack()));

  it('says who has it, and leaves nothing when it is given back', async () => {
    const giveBack = await take();
    expect(holder()).to.include({ pid: process.pid, host: hostname() });
    expect(readdirSync(at())).to.deep.equal(['a.lock']);
    giveBack();
    giveBack();
    expect(readdirSync(at())).to.deep.equal([]);
    await take();
    expect(readdirSync(at())).to.deep.equal(['a.lock']);
  });

  it('refuses while a process has it that lives, this one included', async () => {
    await take();
    const error = await rejection(lockFile(at('a')));
    expect(isStoreError(error, 'locked')).to.equal(true);
    expect(error).to.include({ path: at('a'), pid: process.pid, message: `${at('a')} is in use by this process` });
    expect(readdirSync(at())).to.deep.equal(['a.lock']);
    await take('b');
  });

  it('takes over from a process that is no more', async () => {
    await leave({ pid: nobody });
    await take();
    expect(holder()).to.include({ pid: process.pid });
    expect(readdirSync(at())).to.deep.equal(['a.lock']);
  });

  it('takes over from a process whose number is of another by now, or of another boot', async () => {
    for (const mark of ['another boot pid:[1] 1', `${(await thisProcess()).mark}0`]) {
      await leave({ mark });
      (await take())();
      await leave({ mark, pid: process.ppid });
      (await take())();
    }
    expect(readdirSync(at())).to.deep.equal([]);
  });

  it('takes a number at its word where no more is known', async () => {
    await leave({ pid: process.ppid, mark: '' });
    expect(await rejection(take())).to.include({ code: 'locked', pid: process.ppid });
    rmSync(at('a.lock'));
    await leave({ pid: nobody, mark: '' });
    await take();
  });

  it('takes a process of another machine for one that lives, and says what to do', async () => {
    await leave({ pid: nobody, host: 'elsewhere' });
    const error = await rejection(take());
    expect(error).to.include({ code: 'locked', pid: nobody });
    expect((error as Error).message).to.equal(
      `${at('a')} is in use by process ${nobody} of elsewhere; if that is no more, remove ${at('a.lock')}`,
    );
  });

  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '7',
    '{}',
    '{"pid":1}',
    '{"pid":0,"host":"","mark":"","token":""}',
    '\0\0\0',
    'x'.repeat(9_999),
  ]) {
    it(`takes over what no process wrote whole: ${JSON.stringify(text.slice(0, 40))}`, async () => {
      writeFileSync(at('a.lock'), text);
      await take();
      expect(holder()).to.include({ pid: process.pid });
      expect(readdirSync(at())).to.deep.equal(['a.lock']);
    });
  }

  it('follows no path that a lock names', async () => {
    await leave({ pid: nobody, token: '/../../../../../../tmp/x/../../../..' });
    await take();
    expect(readdirSync(at())).to.deep.equal(['a.lock']);
  });

  it('takes over where a process died that was about to take over', async () => {
    const first = await leave({ pid: nobody });
    const second = await leave({ pid: nobody, token: randomUUID() }, `a.lock.${first.token}`);
    await leave({ pid: nobody, token: randomUUID() }, `a.lock.${first.token}.${second.token}`);
    await take();
    expect(holder()).to.include({ pid: process.pid });
    expect(readdirSync(at())).to.deep.equal(['a.lock']);
  });

  it('refuses where a process that lives is about to take over', async () => {
    const { token } = await leave({ pid: nobody });
    await leave({ token: randomUUID() }, `a.lock.${token}`);
    expect(await rejection(take())).to.include({ code: 'locked', path: at('a'), pid: process.pid });
    expect(holder()).to.include({ pid: nobody });
  });

  it('clears away what killed takers left, and nothing else', async () => {
    await leave({ pid: nobody }, `a.lock.${randomUUID()}.tmp`);
    await leave({ pid: nobody }, `a.lock.${randomUUID()}`);
    await leave({}, 'a.lock.living');
    writeFileSync(at('a.lock.note'), 'mine');
    mkdirSync(at('a.lock.directory'));
    await take();
    expect(readdirSync(at())).to.have.members(['a.lock', 'a.lock.living', 'a.lock.note', 'a.lock.directory']);
  });

  it('lets one of many have it, each time, a dead one or none before them', async () => {
    for (let round = 0; round < 60; round += 1) {
      if (round % 3 > 0) await leave({ pid: nobody });
      if (round % 3 > 1) await leave({ pid: nobody, token: randomUUID() }, `a.lock.${holder()!.token}`);
      const all = await Promise.allSettled(Array.from({ length: 12 }, () => lockFile(at('a'))));
      const taken = all.filter((one) => one.status === 'fulfilled');
      const refused = all.filter((one) => one.status === 'rejected' && isStoreError(one.reason, 'locked'));
      expect([taken.length, refused.length]).to.deep.equal([1, 11]);
      taken.forEach(({ value }) => value());
      expect(readdirSync(at())).to.deep.equal([]);
    }
  });

  it('leaves a lock alone that is of somebody else by now', async () => {
    const giveBack = await take();
    await leave({ token: randomUUID() });
    giveBack();
    expect(readdirSync(at())).to.deep.equal(['a.lock']);
    rmSync(at('a.lock'));
    const other = await take();
    rmSync(at(), { recursive: true });
    other();
  });

  it('listens to the end of the process once, while there is something to give back', async () => {
    const before = process.listenerCount('exit');
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => take(`file${i}`)));
    expect(process.listenerCount('exit')).to.equal(before + 1);
    all.forEach((giveBack) => giveBack());
    expect(process.listenerCount('exit')).to.equal(before);
  });

  it('fails with the error of the system where no lock can be', async () => {
    expect(await rejection(take('no/a'))).to.have.property('code', 'ENOENT');
    mkdirSync(at('a.lock'));
    expect(await rejection(take())).to.have.property('code', 'EISDIR');
    expect(readdirSync(at())).to.deep.equal(['a.lock']);
    expect(process.listeners('exit').some(({ name }) => name === 'giveAllBack')).to.equal(false);
  });
});
