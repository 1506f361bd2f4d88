import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { relative } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { lastValueFrom, mergeMap, tap, toArray, type Observable } from 'rxjs';
import { ArgumentError } from '../../lib/core/errors.js';
import { isStoreError } from '../../lib/core/store-error.js';
import { seal } from '../../lib/transports/envelope.js';
import { fileStore, type FileStore, type FileStoreOptions } from '../../lib/transports/file-store.js';
import { runs } from '../support/runs.js';
import { rejection, temporaryDirectory } from './support/temporary-directory.js';

const all = <T>(source$: Observable<T>): Promise<T[]> => lastValueFrom(source$.pipe(toArray()));

describe('fileStore', () => {
  const at = temporaryDirectory();
  const made: FileStore[] = [];
  const storeOf = (path = at('peers.json'), options: FileStoreOptions = {}) => {
    const store = fileStore(path, options);
    made.push(store);
    return store;
  };
  afterEach(async () => {
    await Promise.all(made.splice(0).map((store) => store[Symbol.asyncDispose]()));
  });

  const names = () => readdirSync(at()).sort();
  /** What is on the disk, whatever the store says. */
  const kept = (name = 'peers.json') => (JSON.parse(readFileSync(at(name), 'utf8')) as { data: unknown }).data;

  describe('loads and saves', () => {
    it('loads undefined where there is no file', async () => {
      expect(await all(storeOf().load())).to.deep.equal([undefined]);
    });

    it('loads what was saved, in this run and the next', async () => {
      const data = { version: 1, peers: [['192.0.2.1', 8333], null, 'é\u2028😀\ud800'] };
      const store = storeOf();
      expect(await all(store.save(data))).to.deep.equal([]);
      expect(await all(store.load())).to.deep.equal([data]);
      await all(store.release());
      expect(await all(storeOf().load())).to.deep.equal([data]);
    });

    it('writes JSON that people can read, for the owner alone', async () => {
      await all(storeOf().save(['a']));
      expect(readFileSync(at('peers.json'), 'utf8')).to.equal(seal(['a']));
      expect(statSync(at('peers.json')).mode & 0o777).to.equal(0o600);
      await all(storeOf(at('open.json'), { mode: 0o644 }).save(['a']));
      expect(statSync(at('open.json')).mode & 0o777).to.equal(0o644);
    });

    it('does nothing until it is subscribed to', async () => {
      const store = storeOf();
      expect([store.load(), store.save(1), store.setAside('why'), store.release()]).to.have.lengthOf(4);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(names()).to.deep.equal([]);
    });

    it('saves the data as it is when subscribed to', async () => {
      const data = ['a'];
      const store = storeOf();
      const save$ = store.save(data);
      data.push('b');
      const saved = all(save$);
      data.push('c');
      await saved;
      expect(kept()).to.deep.equal(['a', 'b']);
      await all(save$);
      expect(kept()).to.deep.equal(['a', 'b', 'c']);
    });

    it('makes the directories, for the owner alone', async () => {
      await all(storeOf(at('state', 'node', 'peers.json')).save(1));
      expect(kept('state/node/peers.json')).to.equal(1);
      expect(statSync(at('state')).mode & 0o777).to.equal(0o700);
    });

    it('goes by the working directory of its making', async () => {
      const before = process.cwd();
      const store = storeOf(relative(before, at('peers.json')));
      mkdirSync(at('elsewhere'));
      process.chdir(at('elsewhere'));
      try {
        await all(store.save(1));
      } finally {
        process.chdir(before);
      }
      expect(kept()).to.equal(1);
    });

    it('follows a link, and replaces what it leads to', async () => {
      mkdirSync(at('real'));
      writeFileSync(at('real', 'file.json'), seal('old'));
      symlinkSync(at('real', 'file.json'), at('peers.json'));
      const store = storeOf();
      expect(await all(store.load())).to.deep.equal(['old']);
      await all(store.save('new'));
      expect(lstatSync(at('peers.json')).isSymbolicLink()).to.equal(true);
      expect(kept('real/file.json')).to.equal('new');
    });

    it('follows a link to what is not there yet, and makes that', async () => {
      symlinkSync('state/real.json', at('link.json'));
      symlinkSync('link.json', at('peers.json'));
      const store = storeOf();
      expect(await all(store.load())).to.deep.equal([undefined]);
      await all(store.save('new'));
      expect([lstatSync(at('peers.json')).isSymbolicLink(), lstatSync(at('link.json')).isSymbolicLink()]).to.deep.equal(
        [true, true],
      );
      expect(kept('state/real.json')).to.equal('new');
    });

    it('refuses what is no plain data, and keeps what it has', async () => {
      const store = storeOf();
      await all(store.save('first'));
      expect(await rejection(all(store.save({ services: 9n })))).to.be.instanceOf(ArgumentError);
      expect(await rejection(all(store.save({ tried: new Map() })))).to.be.instanceOf(ArgumentError);
      expect(await all(store.load())).to.deep.equal(['first']);
    });

    it('refuses what is too large to be loaded again, and keeps what it has', async () => {
      const store = storeOf(at('peers.json'), { maxBytes: 300 });
      const most = 300 - seal('').length;
      await all(store.save('x'.repeat(most)));
      const error = await rejection(all(store.save('y'.repeat(most + 1))));
      expect(isStoreError(error, 'too-large')).to.equal(true);
      expect(error).to.include({ path: at('peers.json') });
      expect((error as Error).message).to.equal(`${at('peers.json')} would have 301 bytes, and 300 are the most`);
      expect(await rejection(all(store.save('é'.repeat(most))))).to.include({ code: 'too-large' });
      expect(await all(store.load())).to.deep.equal(['x'.repeat(most)]);
    });

    for (const [name, args] of [
      ['no path', ['']],
      ['a path of another type', [7]],
      ['a zero in the path', ['a\0b']],
      ['an unknown option', ['a', { modes: 1 }]],
      ['permissions beyond all', ['a', { mode: 0o1000 }]],
      ['permissions as a text', ['a', { mode: '600' }]],
      ['a size of nothing', ['a', { maxBytes: 0 }]],
      ['a lock of another kind', ['a', { lock: 'yes' }]],
      ['no options', ['a', null]],
    ] as const) {
      it(`refuses ${name}`, () => {
        expect(() => fileStore(...(args as unknown as [string]))).to.throw(ArgumentError);
      });
    }

    it('takes options that are undefined for none', async () => {
      await all(storeOf(at('peers.json'), { mode: undefined, maxBytes: undefined, lock: undefined }).save(1));
      expect(names()).to.deep.equal(['peers.json', 'peers.json.lock']);
    });
  });

  describe('in turn', () => {
    it('writes the first and the newest of many, and all complete', async () => {
      const store = storeOf();
      const onDisk: unknown[] = [];
      await Promise.all(
        Array.from({ length: 50 }, (_, i) => all(store.save(i).pipe(tap({ complete: () => onDisk.push(kept()) })))),
      );
      expect(onDisk).to.deep.equal([0, ...new Array<number>(49).fill(49)]);
      expect(names()).to.deep.equal(['peers.json', 'peers.json.lock']);
    });

    it('loads what was saved before it, and not what is saved after', async () => {
      const store = storeOf();
      const results = await Promise.all(
        [store.save(1), store.save(2), store.load(), store.save(3), store.load(), store.save(4)].map((one) => all(one)),
      );
      expect(results).to.deep.equal([[], [], [2], [], [3], []]);
      expect(kept()).to.equal(4);
    });

    it('sets aside what was saved before it, and not what is saved after', async () => {
      const store = storeOf();
      const [, , [aside]] = await Promise.all([
        all(store.save(1)),
        all(store.save(2)),
        all(store.setAside('of version 9')),
        all(store.save(3)),
      ]);
      expect(kept()).to.equal(3);
      expect(JSON.parse(readFileSync(aside ?? '', 'utf8'))).to.include({ data: 2 });
      expect(aside).to.match(/peers\.json\.of-version-9-20[-0-9TZ]+$/);
    });

    it('carries through a save that has begun, unsubscribed from or not', async () => {
      const store = storeOf();
      store.save('begun').subscribe().unsubscribe();
      expect(await all(store.load())).to.deep.equal(['begun']);
    });

    it('does not write what waits and nobody waits for', async () => {
      const store = storeOf();
      const first = all(store.save('first'));
      store.save('second').subscribe().unsubscribe();
      await first;
      expect(await all(store.load())).to.deep.equal(['first']);
      await Promise.all([all(store.save('third')), all(store.save('fourth'))]);
      expect(kept()).to.equal('fourth');
    });

    it('joins those who wait anew where one of them left', async () => {
      const store = storeOf();
      const first = all(store.save('first'));
      const leaving = store.save('second').subscribe();
      leaving.unsubscribe();
      await Promise.all([first, all(store.save('third'))]);
      expect(kept()).to.equal('third');
      const again = all(store.save('fourth'));
      const staying = all(store.save('fifth'));
      store.save('sixth').subscribe().unsubscribe();
      await Promise.all([again, staying]);
      expect(kept()).to.equal('sixth');
    });

    it('does not mind being used from within', async () => {
      const store = storeOf();
      await all(store.save([1]));
      await all(store.load().pipe(mergeMap((data) => store.save([...(data as number[]), 2]))));
      expect(await all(store.load())).to.deep.equal([[1, 2]]);
    });

    it('lets ten thousand go that nobody waits for', async () => {
      const store = storeOf();
      const first = all(store.save('first'));
      for (let i = 0; i < 10_000; i += 1) store.load().subscribe().unsubscribe();
      await first;
      expect(await all(store.load())).to.deep.equal(['first']);
    });
  });

  describe('what cannot be read', () => {
    for (const [name, content] of [
      ['empty', ''],
      ['cut', seal({ peers: ['a'] }).slice(0, -20)],
      ['foreign', '{"peers":[]}'],
      ['no JSON', 'peers = a\n'],
      ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
      ['changed by hand', seal(['a']).replace('"a"', '"b"')],
    ] as const) {
      it(`is set aside and told: a file that is ${name}`, async () => {
        writeFileSync(at('peers.json'), content);
        const store = storeOf();
        const error = await rejection(all(store.load()));
        if (!isStoreError(error, 'damaged')) throw error;
        expect(error.path).to.equal(at('peers.json'));
        expect(error.movedTo).to.match(/peers\.json\.damaged-20[-0-9TZ]+$/);
        expect(error.message).to.include(error.movedTo);
        expect(readFileSync(error.movedTo ?? '')).to.deep.equal(Buffer.from(content));
        expect(await all(store.load())).to.deep.equal([undefined]);
        await all(store.save('new'));
        expect(await all(store.load())).to.deep.equal(['new']);
        expect(names()).to.have.lengthOf(3);
      });
    }

    it('is of a newer version: set aside and told', async () => {
      writeFileSync(at('peers.json'), seal(['a']).replace('"version": 1', '"version": 2'));
      const error = await rejection(all(storeOf().load()));
      expect(isStoreError(error, 'newer')).to.equal(true);
      expect(error)
        .to.have.property('movedTo')
        .that.matches(/peers\.json\.newer-20[-0-9TZ]+$/);
    });

    it('is too large: set aside unread', async () => {
      writeFileSync(at('peers.json'), seal('x'.repeat(2_000)));
      const error = await rejection(all(storeOf(at('peers.json'), { maxBytes: 2_000 }).load()));
      expect(error)
        .to.include({ code: 'damaged' })
        .and.have.property('message')
        .that.matches(/2\d\d\d bytes, and 2000 are the most/);
    });

    it('cannot be set aside either: told, and where it was', async () => {
      const error = await rejection(all(storeOf('/proc/version', { lock: false }).load()));
      expect(error).to.include({ code: 'damaged', path: '/proc/version' });
      expect(error).not.to.have.property('movedTo');
      expect((error as Error).message).to.match(/no JSON\. It cannot be set aside: E/);
    });

    it('is of no use to its owner: set aside, and the place is free', async () => {
      const store = storeOf();
      await all(store.save({ version: 9 }));
      const [aside] = await all(store.setAside('A book of version 9'));
      expect(aside).to.match(/peers\.json\.a-book-of-version-9-20[-0-9TZ]+$/);
      expect(await all(store.load())).to.deep.equal([undefined]);
      expect(await all(store.setAside('again'))).to.deep.equal([]);
    });

    it('never costs more than itself: equal data, or a typed error and the bytes set aside', async () => {
      const whole = Buffer.from(seal({ peers: [['192.0.2.1', 8333, 1_700_000_000]], tried: [] }));
      const mutated = fc
        .array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 3 })
        .map((changes) => {
          const bytes = Buffer.from(whole);
          for (const { at: i, byte } of changes) bytes[i] = byte;
          return bytes;
        });
      const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length));
      const random = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
      const store = storeOf();
      await fc.assert(
        fc.asyncProperty(fc.oneof(mutated, cut, random), async (bytes) => {
          for (const name of names()) if (name !== 'peers.json.lock') rmSync(at(name));
          writeFileSync(at('peers.json'), bytes);
          const [result] = await Promise.allSettled([all(store.load())]);
          if (result.status === 'fulfilled') {
            return (
              expect(result.value).to.deep.equal([{ peers: [['192.0.2.1', 8333, 1_700_000_000]], tried: [] }]) &&
              undefined
            );
          }
          const error: unknown = result.reason;
          if (!isStoreError(error)) throw error;
          expect(error.code).to.be.oneOf(['damaged', 'newer']);
          expect(readFileSync(error.movedTo ?? '').equals(bytes)).to.equal(true);
          expect(existsSync(at('peers.json'))).to.equal(false);
        }),
        { numRuns: runs(150) },
      );
    });
  });

  describe('a place that is none', () => {
    it('is a directory', async () => {
      mkdirSync(at('peers.json', 'full'), { recursive: true });
      const store = storeOf();
      for (const work$ of [store.load(), store.save(1), store.setAside('why')]) {
        const error = await rejection(all<unknown>(work$));
        expect(isStoreError(error, 'io')).to.equal(true);
        expect(error).to.include({ path: at('peers.json') });
      }
      expect(names()).to.deep.equal(['peers.json', 'peers.json.lock']);
      expect(readdirSync(at('peers.json'))).to.deep.equal(['full']);
    });

    it('has a file for its directory', async () => {
      writeFileSync(at('state'), '');
      const error = await rejection(all(storeOf(at('state', 'peers.json')).save(1)));
      expect(error)
        .to.include({ code: 'io' })
        .and.have.property('message')
        .that.matches(/^Cannot save .*peers\.json: E/);
      expect(error).to.have.property('cause').that.has.property('code');
    });

    it('cannot be written', async () => {
      for (const path of ['/proc/self/peers.json', '/proc/none/peers.json', '/sys/peers.json']) {
        for (const lock of [true, false]) {
          const error = await rejection(all(storeOf(path, { lock }).save(1)));
          expect(isStoreError(error, 'io'), path).to.equal(true);
        }
      }
    });

    it('is a loop of links', async () => {
      symlinkSync(at('b'), at('a'));
      symlinkSync(at('a'), at('b'));
      expect(await rejection(all(storeOf(at('a')).load()))).to.include({ code: 'io' });
    });

    it('has a name that is too long', async () => {
      expect(await rejection(all(storeOf(at('x'.repeat(300))).save(1)))).to.include({ code: 'io' });
    });

    it('is one again when it is repaired', async () => {
      writeFileSync(at('state'), '');
      const store = storeOf(at('state', 'peers.json'));
      await rejection(all(store.save(1)));
      rmSync(at('state'));
      await all(store.save(2));
      expect(kept('state/peers.json')).to.equal(2);
      rmSync(at('state'), { recursive: true });
      expect(await rejection(all(store.save(3)))).to.include({ code: 'io' });
      mkdirSync(at('state'));
      await all(store.save(4));
      expect(kept('state/peers.json')).to.equal(4);
    });

    it('fails every save that waited, and none of those after', async () => {
      mkdirSync(at('peers.json', 'full'), { recursive: true });
      const store = storeOf();
      const results = await Promise.allSettled([1, 2, 3].map((data) => all(store.save(data))));
      expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
      rmSync(at('peers.json'), { recursive: true });
      await all(store.save(4));
      expect(kept()).to.equal(4);
    });

    if (process.getuid?.() !== 0) {
      it('is not ours', async () => {
        mkdirSync(at('theirs'));
        chmodSync(at('theirs'), 0o500);
        expect(await rejection(all(storeOf(at('theirs', 'peers.json')).save(1)))).to.include({ code: 'io' });
      });
    }
  });

  describe('alone', () => {
    it('holds its file from the first use to its release', async () => {
      const store = storeOf();
      expect(names()).to.deep.equal([]);
      await all(store.load());
      expect(names()).to.deep.equal(['peers.json.lock']);
      await all(store.release());
      expect(names()).to.deep.equal([]);
      await all(store.release());
      await all(store.save(1));
      expect(names()).to.deep.equal(['peers.json', 'peers.json.lock']);
      await store[Symbol.asyncDispose]();
      expect(names()).to.deep.equal(['peers.json']);
    });

    it('refuses another store of the same file, until the first is released', async () => {
      const [first, second] = [storeOf(), storeOf()];
      await all(first.save('first'));
      for (const work$ of [second.load(), second.save('second'), second.setAside('why')]) {
        const error = await rejection(all<unknown>(work$));
        expect(isStoreError(error, 'locked')).to.equal(true);
        expect(error).to.include({ path: at('peers.json'), pid: process.pid });
      }
      expect(kept()).to.equal('first');
      await all(first.release());
      expect(await all(second.load())).to.deep.equal(['first']);
      expect(await rejection(all(first.load()))).to.include({ code: 'locked' });
    });

    it('knows its file by whatever way leads there', async () => {
      mkdirSync(at('real'));
      writeFileSync(at('real', 'a'), seal(1));
      symlinkSync(at('real'), at('link'));
      symlinkSync(at('real', 'a'), at('alias'));
      await all(storeOf(at('real', 'a')).load());
      for (const path of [at('link', 'a'), at('alias'), `${at('real')}//../real/a`]) {
        expect(await rejection(all(storeOf(path).load())), path).to.include({ code: 'locked' });
      }
      await all(storeOf(at('real', 'b')).load());
      expect(await rejection(all(storeOf(at('link', 'b')).load()))).to.include({ code: 'locked' });
    });

    it('is released after what was begun before, and before what comes after', async () => {
      const store = storeOf();
      const events: string[] = [];
      const note = (name: string) => tap<never>({ complete: () => events.push(`${name} ${names().join(' ')}`) });
      await Promise.all([
        all(store.save(1).pipe(note('saved'))),
        all(store.release().pipe(note('released'))),
        all(store.save(2).pipe(note('saved'))),
      ]);
      expect(events).to.deep.equal([
        'saved peers.json peers.json.lock',
        'released peers.json',
        'saved peers.json peers.json.lock',
      ]);
    });

    it('shares with nobody to tell from, where that is asked for', async () => {
      const [first, second] = [storeOf(at('peers.json'), { lock: false }), storeOf(at('peers.json'), { lock: false })];
      await all(first.save(1));
      expect(await all(second.load())).to.deep.equal([1]);
      expect(names()).to.deep.equal(['peers.json']);
    });

    it('clears away what killed writers left, when it takes its file', async () => {
      const leftover = `peers.json.${randomUUID()}.tmp`;
      writeFileSync(at(leftover), '{');
      writeFileSync(at(`other.json.${randomUUID()}.tmp`), '{');
      const store = storeOf();
      await all(store.load());
      expect(names()).to.have.lengthOf(2).and.not.include(leftover);
    });

    it('leaves a file alone that has two names', async () => {
      writeFileSync(at('peers.json'), seal('old'));
      linkSync(at('peers.json'), at('backup.json'));
      await all(storeOf().save('new'));
      expect([kept(), kept('backup.json')]).to.deep.equal(['new', 'old']);
    });
  });
});
