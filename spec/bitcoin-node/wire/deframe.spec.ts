import { expect } from 'chai';
import fc from 'fast-check';
import { Subject, concat, concatMap, delay, from, of, take, throwError, toArray, type Observable } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { chains } from '../../../examples/bitcoin-node/wire/chains.js';
import { deframe } from '../../../examples/bitcoin-node/wire/deframe.js';
import { encode } from '../../../examples/bitcoin-node/wire/encode.js';
import { frame } from '../../../examples/bitcoin-node/wire/header.js';
import type { Message } from '../../../examples/bitcoin-node/wire/message.js';
import { WireError, isWireError, type WireErrorCode } from '../../../examples/bitcoin-node/wire/wire-error.js';
import { bytes } from '../../support/play.js';
import { runs } from '../../support/runs.js';
import { cutAt, deframed, failureOf, joined, messages } from './support/messages.js';

const { mainnet, regtest } = chains;
const verack: Message = { command: 'verack' };
const ping: Message = { command: 'ping', nonce: 7n };
const whole = { v: encode(mainnet, verack), p: encode(mainnet, ping) };
const told = { v: verack, p: ping };

describe('deframe', () => {
  describe('as an operator', () => {
    const a = whole.v.subarray(0, 10);
    const b = joined([whole.v.subarray(10), whole.p.subarray(0, 30)]);
    const c = joined([whole.p.subarray(30), whole.v]);
    const chunks = { a, b, c, ...whole };
    const broken = new Error('reset');
    const wrong = new WireError('magic', 'Expected f9beb4d9 of mainnet, got 00');

    it(
      'never tells what never comes',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold<Uint8Array>('--------');
        const subs = '       ^-------';
        const expected = '   --------';
        expectObservable(source.pipe(deframe(mainnet))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'is as empty as the connection is',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold<Uint8Array>('---|');
        const subs = '       ^--!';
        const expected = '   ---|';
        expectObservable(source.pipe(deframe(mainnet))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'tells one message',
      marbles(({ cold, expectObservable }) => {
        const source = cold('--v--|', chunks);
        const expected = '   --v--|';
        expectObservable(source.pipe(deframe(mainnet))).toBe(expected, told);
      }),
    );

    it(
      'tells each message when it is whole, however it was cut',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--a--b--c-----|', chunks);
        const subs = '       ^-------------!';
        const expected = '   -----v--(pv)--|';
        expectObservable(source.pipe(deframe(mainnet))).toBe(expected, told);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'completes in the midst of a message, as the connection does',
      marbles(({ cold, expectObservable }) => {
        const source = cold('--a--|', chunks);
        const expected = '   -----|';
        expectObservable(source.pipe(deframe(mainnet))).toBe(expected, told);
      }),
    );

    it(
      'breaks as the connection does',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--v--#', chunks, broken);
        const subs = '       ^----!';
        const expected = '   --v--#';
        expectObservable(source.pipe(deframe(mainnet))).toBe(expected, told, broken);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'tells what came before the error, and lets go of the connection in the same turn',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--x---v--', { ...chunks, x: joined([whole.v, whole.p, Uint8Array.of(0)]) });
        const subs = '       ^-!------';
        const expected = '   --(vp#)--';
        expectObservable(source.pipe(deframe(mainnet))).toBe(expected, told, wrong);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'lets go of the connection when unsubscribed from',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--v--p--', chunks);
        const subs = '       ^---!---';
        const expected = '   --v--   ';
        const unsub = '      ----!   ';
        expectObservable(source.pipe(deframe(mainnet)), unsub).toBe(expected, told);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'reads no further when unsubscribed from by whoever is told',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--x------', { ...chunks, x: joined([whole.v, Uint8Array.of(0)]) });
        const subs = '       ^-!------';
        const expected = '   --(v|)---';
        expectObservable(source.pipe(deframe(mainnet), take(1))).toBe(expected, told);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'begins anew with each subscription',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--a--b--|', chunks);
        const messages$ = source.pipe(deframe(mainnet));
        const first = '      ^----------';
        const second = '     ---^-------';
        const subs = ['      ^-------!  ', '   ---^-------!'];
        const expected = [' -----v--|', '     --------v--|'];
        expectObservable(messages$, first).toBe(expected[0]!, told);
        expectObservable(messages$, second).toBe(expected[1]!, told);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'waits for an inner that lives on after the connection',
      marbles(({ cold, expectObservable }) => {
        const source = cold('--v|   ', chunks);
        const expected = '   -----(v|)';
        expectObservable(
          source.pipe(
            deframe(mainnet),
            concatMap((message) => of(message).pipe(delay(3))),
          ),
        ).toBe(expected, told);
      }),
    );

    it('takes what is there at once', async () => {
      expect(await deframed(mainnet, whole.v, whole.p)).to.deep.equal([verack, ping]);
    });

    it('keeps the order if more comes while a message is told', () => {
      const bytes$ = new Subject<Uint8Array>();
      const seen: Message[] = [];
      bytes$.pipe(deframe(mainnet)).subscribe((message) => {
        seen.push(message);
        if (seen.length === 1) bytes$.next(joined([whole.p.subarray(5), whole.v]));
      });
      bytes$.next(joined([whole.v, whole.v, whole.p.subarray(0, 5)]));
      expect(seen).to.deep.equal([verack, verack, ping, verack]);
    });

    it('leaves the error of a subscriber’s own operator alone', () => {
      const own = new Error('mine');
      let failure: unknown;
      of(whole.v)
        .pipe(
          deframe(mainnet),
          concatMap((): Observable<never> => throwError(() => own)),
        )
        .subscribe({ error: (error: unknown) => (failure = error) });
      expect(failure).to.equal(own);
    });
  });

  describe('refuses', () => {
    const expectFailure = (code: WireErrorCode, score: number, message: string | RegExp, ...chunks: Uint8Array[]) => {
      const failure = failureOf(mainnet, ...chunks);
      expect(failure).to.be.instanceOf(WireError).and.include({ code, score });
      expect((failure as WireError).message).to.match(
        typeof message === 'string' ? new RegExp(`^${message}$`) : message,
      );
      expect([isWireError(failure), isWireError(failure, code)]).to.deep.equal([true, true]);
    };
    const header = (name: string, length: string, checksum = '00000000') =>
      bytes(`f9beb4d9 ${Buffer.from(name, 'latin1').toString('hex')} ${length} ${checksum}`);
    const ended = (name: string) => name.padEnd(12, '\0');

    it('another network, at the first byte that is wrong', () => {
      expectFailure('magic', 10, 'Expected f9beb4d9 of mainnet, got fabfb5da', encode(regtest, verack));
      expectFailure('magic', 10, 'Expected f9beb4d9 of mainnet, got f9be00', bytes('f9be'), bytes('00'));
      expectFailure(
        'magic',
        10,
        'Expected f9beb4d9 of mainnet, got 47455420',
        new TextEncoder().encode('GET / HTTP/1.1'),
      );
      expect(failureOf(mainnet, bytes('f9beb4'))).to.be.undefined;
    });

    it('another network after a message of ours', () => {
      expectFailure('magic', 10, /got fabfb5da/, whole.v, encode(regtest, verack));
    });

    it('more than 4 000 000 bytes, before one of them has come', () => {
      expectFailure('size', 50, 'tx: 4000001 bytes, 4000000 at most', header(ended('tx'), '01093d00'));
      expectFailure('size', 50, /4294967295 bytes/, header(ended('tx'), 'ffffffff'));
      expect(failureOf(mainnet, header(ended('tx'), '00093d00'))).to.be.undefined;
    });

    it('a wrong checksum', () => {
      const wrong = Uint8Array.from(whole.p);
      wrong[23]! ^= 1;
      expectFailure('checksum', 10, /^ping: a checksum of [0-9a-f]{8}, where it is [0-9a-f]{8}$/, wrong);
      expectFailure('checksum', 10, /where it is 5df6e0e2/, header(ended('verack'), '00000000'));
    });

    it('a name with anything after its NUL, or anything but ASCII in it', () => {
      for (const name of [
        'ping\0x\0\0\0\0\0\0',
        '\0ping\0\0\0\0\0\0\0',
        'pi\nng\0\0\0\0\0\0\0',
        'p\xefng\0\0\0\0\0\0\0\0',
        'ping\x7f\0\0\0\0\0\0\0',
      ]) {
        expectFailure(
          'command',
          20,
          `No name of a message: ${Buffer.from(name, 'latin1').toString('hex')}`,
          header(name, '00000000'),
        );
      }
      expect(failureOf(mainnet, header('twelve chars', '01000000'))).to.be.undefined;
    });

    it('what is malformed', () => {
      expectFailure('malformed', 20, 'ping: 8 bytes expected, 1 left', frame(mainnet, 'ping', Uint8Array.of(1)));
      expectFailure('malformed', 20, 'addr: 1001 addresses, 1000 at most', frame(mainnet, 'addr', bytes('fde903')));
    });
  });

  describe('holds', () => {
    const large: Message = { command: 'other', name: 'block', payload: new Uint8Array(1_000_000).fill(3) };
    const largeBytes = encode(mainnet, large);

    it('half a megabyte that comes byte by byte, in no more than linear time', () => {
      const took = (size: number) => {
        const message = encode(mainnet, { ...large, payload: new Uint8Array(size) });
        const bytewise = Array.from(message, (_, i) => message.subarray(i, i + 1));
        let told = 0;
        const began = performance.now();
        from(bytewise)
          .pipe(deframe(mainnet))
          .subscribe(() => (told += 1));
        expect(told).to.equal(1);
        return performance.now() - began;
      };
      const least = (size: number) => Math.min(...Array.from({ length: 3 }, () => took(size)));
      least(5_000);
      expect(least(500_000) / least(50_000)).to.be.lessThan(40); // were it quadratic: 100
    });

    it('no more than what has come, whatever was announced', () => {
      const bytes$ = new Subject<Uint8Array>();
      const before = process.memoryUsage().arrayBuffers;
      const all = Array.from({ length: 100 }, () => bytes$.pipe(deframe(mainnet)).subscribe());
      bytes$.next(bytes(`f9beb4d9 ${Buffer.from('block\0\0\0\0\0\0\0').toString('hex')} 00093d00 00000000`));
      bytes$.next(new Uint8Array(1_000));
      expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(2_000_000); // 400 MB were announced
      all.forEach((subscription) => subscription.unsubscribe());
    });

    it('nothing of the bytes it was given', async () => {
      const given = Uint8Array.from(largeBytes);
      const [message] = await deframed(mainnet, given);
      given.fill(0);
      expect(message).to.deep.equal(large);
    });

    it('nothing of a message when the next begins', async () => {
      const [first, second] = await deframed(mainnet, joined([largeBytes, largeBytes]));
      (first as { payload: Uint8Array }).payload.fill(0);
      expect(second).to.deep.equal(large);
    });
  });

  describe('with whatever comes', () => {
    const streams = fc.tuple(fc.array(messages, { maxLength: 6 }), fc.array(fc.nat(4_000), { maxLength: 12 }));
    const outcome = (chunks: readonly Uint8Array[]) => {
      const seen: unknown[] = [];
      from(chunks)
        .pipe(deframe(mainnet))
        .subscribe({
          next: (message) => seen.push(message),
          error: (error: unknown) => seen.push(error),
          complete: () => seen.push('complete'),
        });
      return seen;
    };
    const expectTyped = (seen: readonly unknown[]) => {
      const last = seen.at(-1);
      if (last !== 'complete' && !isWireError(last)) throw last;
    };

    it('tells the same messages, however they are cut', async () => {
      await fc.assert(
        fc.asyncProperty(streams, async ([sent, places]) => {
          const all = joined(sent.map((message) => encode(mainnet, message)));
          expect(await deframed(mainnet, ...cutAt(all, places))).to.deep.equal(sent);
        }),
        { numRuns: runs(500) },
      );
    });

    it('tells the same byte by byte', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(messages, { maxLength: 3 }), async (sent) => {
          const all = joined(sent.map((message) => encode(mainnet, message)));
          expect(await deframed(mainnet, ...Array.from(all, (byte) => Uint8Array.of(byte)))).to.deep.equal(sent);
        }),
        { numRuns: runs(100) },
      );
    });

    it('tells no part of a message that is cut off', async () => {
      await fc.assert(
        fc.asyncProperty(messages, fc.nat(), async (message, at) => {
          const all = encode(mainnet, message);
          expect(await deframed(mainnet, all.subarray(0, at % all.length))).to.deep.equal([]);
        }),
        { numRuns: runs(500) },
      );
    });

    it('errors with nothing but a WireError where payloads are cut short', () => {
      fc.assert(
        fc.property(messages, fc.nat(), (message, at) => {
          const all = encode(mainnet, message);
          const name = message.command === 'other' ? message.name : message.command;
          const payload = all.subarray(24, 24 + (at % (all.length - 23)));
          const seen = outcome([frame(mainnet, name, payload)]);
          expectTyped(seen);
          expect(seen).to.have.lengthOf(isWireError(seen[0], 'malformed') ? 1 : 2);
        }),
        { numRuns: runs(1_000) },
      );
    });

    it('errors with nothing but a WireError where bytes are changed, in the frame or within', () => {
      const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
      fc.assert(
        fc.property(messages, changes, fc.boolean(), (message, changed, within) => {
          const all = encode(mainnet, message);
          const part = Uint8Array.from(within ? all.subarray(24) : all);
          for (const [at, byte] of changed) if (part.length > 0) part[at % part.length] = byte;
          const name = message.command === 'other' ? message.name : message.command;
          expectTyped(outcome([within ? frame(mainnet, name, part) : part]));
        }),
        { numRuns: runs(2_000) },
      );
    });

    it('errors with nothing but a WireError where all is chance', () => {
      const names = fc.constantFrom('version', 'addr', 'addrv2', 'ping', 'pong', 'verack', 'sendaddrv2', 'getaddr');
      const noise = fc.uint8Array({ maxLength: 400 });
      fc.assert(
        fc.property(names, noise, noise, (name, payload, rest) => {
          expectTyped(outcome([payload, rest]));
          expectTyped(outcome([frame(mainnet, name, payload), rest]));
          expectTyped(outcome([joined([mainnet.magic, payload]), rest]));
        }),
        { numRuns: runs(2_000) },
      );
    });

    it('reads what it has read once more out of what it writes', async () => {
      const names = fc.constantFrom('version', 'addr', 'addrv2', 'ping', 'pong');
      const entries = fc
        .array(fc.tuple(fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 0xaa), fc.uint8Array({ minLength: 48, maxLength: 48 })))
        .map((list) => {
          const length = [0, 4, 16, 10, 32, 32, 16, 16, 7];
          const each = list.map(([id, noise]) => {
            const size = length[id] ?? 9;
            return [...noise.subarray(0, 4), 9, id, size, ...noise.subarray(8, 8 + size), 0x20, 0x8d];
          });
          return Uint8Array.from([each.length, ...each.flat()]);
        });
      await fc.assert(
        fc.asyncProperty(names, fc.oneof(fc.uint8Array({ maxLength: 120 }), entries), async (name, payload) => {
          const [message] = outcome([frame(mainnet, name, payload)]);
          if (message instanceof Error || message === 'complete') return;
          expect(await deframed(mainnet, encode(mainnet, message as Message))).to.deep.equal([message]);
        }),
        { numRuns: runs(1_000) },
      );
    });
  });

  it('goes together with what is around it', (done) => {
    concat(of(whole.v.subarray(0, 3)), of(whole.v.subarray(3)).pipe(delay(1)))
      .pipe(deframe(mainnet), toArray())
      .subscribe((all) => {
        expect(all).to.deep.equal([verack]);
        done();
      });
  });
});
