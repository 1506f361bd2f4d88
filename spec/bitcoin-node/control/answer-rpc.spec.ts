import { expect } from 'chai';
import fc from 'fast-check';
import { NEVER, delay, firstValueFrom, of, throwError, type Observable } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { answerRpc, type Execute } from '../../../examples/bitcoin-node/control/answer-rpc.js';
import type { HttpAnswer } from '../../../examples/bitcoin-node/control/http-answer.js';
import type { Json } from '../../../examples/bitcoin-node/control/json-text.js';
import type { Call } from '../../../examples/bitcoin-node/control/rpc-call.js';
import { RpcError, rpcCodes } from '../../../examples/bitcoin-node/control/rpc-error.js';

/** Answers with its parameters; `fail` fails, `lost` is not there, `broken` throws what nobody foresaw. */
const echo: Execute = ({ method, params }: Call): Observable<Json> => {
  if (method === 'fail') throw new RpcError(rpcCodes.invalidParameter, 'No good', { more: true });
  if (method === 'later') return throwError(() => new RpcError(rpcCodes.notConnected, 'Not there'));
  if (method === 'lost') throw new RpcError(rpcCodes.methodNotFound, 'Method not found');
  if (method === 'broken') throw new TypeError('It broke');
  return of(params as Json);
};

const answer = async (request: unknown, execute = echo): Promise<readonly [number, unknown]> => {
  const text = typeof request === 'string' ? request : JSON.stringify(request);
  const { status, body } = await firstValueFrom(answerRpc(text, execute));
  return [status, body === undefined ? undefined : JSON.parse(body)];
};

describe('answerRpc', () => {
  describe('a call of version 2.0', () => {
    const call = { jsonrpc: '2.0', method: 'echo', id: 1 };

    it('has a result or an error, and its id', async () => {
      expect(await answer({ ...call, params: [1] })).to.deep.equal([200, { jsonrpc: '2.0', result: [1], id: 1 }]);
      expect(await answer({ ...call, method: 'fail' })).to.deep.equal([
        200,
        { jsonrpc: '2.0', error: { code: -8, message: 'No good', data: { more: true } }, id: 1 },
      ]);
    });

    it('fails with status 200, whatever the error is', async () => {
      for (const [method, code] of Object.entries({ fail: -8, later: -29, lost: -32_601, broken: -32_603 })) {
        const [status, body] = await answer({ ...call, method });
        expect([status, (body as { error: { code: number } }).error.code], method).to.deep.equal([200, code]);
      }
    });

    it('is no notification if its id is null', async () => {
      expect(await answer({ ...call, id: null })).to.deep.equal([200, { jsonrpc: '2.0', result: [], id: null }]);
    });

    it('is a notification if it has no id: it is run, and not answered, also if it fails', async () => {
      const run: string[] = [];
      const execute: Execute = (one) => {
        run.push(one.method);
        return echo(one);
      };
      for (const method of ['echo', 'fail', 'later', 'lost', 'broken']) {
        expect(await answer({ jsonrpc: '2.0', method }, execute), method).to.deep.equal([204, undefined]);
      }
      expect(run).to.deep.equal(['echo', 'fail', 'later', 'lost', 'broken']);
    });

    it('is answered if it is none at all, even without an id', async () => {
      const error = { code: -32_600, message: 'Missing method' };
      expect(await answer({ jsonrpc: '2.0', id: 4 })).to.deep.equal([400, { jsonrpc: '2.0', error, id: 4 }]);
      expect(await answer({ jsonrpc: '2.0' })).to.deep.equal([400, { jsonrpc: '2.0', error }]);
    });
  });

  describe('a call of version 1', () => {
    for (const version of [{}, { jsonrpc: '1.0' }, { jsonrpc: 1.0 }, { version: '1.1' }, { jsonrpc: null }]) {
      it(`has both a result and an error, of which one is null: ${JSON.stringify(version)}`, async () => {
        expect(await answer({ ...version, method: 'echo', params: ['x'], id: 'a' })).to.deep.equal([
          200,
          { result: ['x'], error: null, id: 'a' },
        ]);
        expect(await answer({ ...version, method: 'later', id: 'a' })).to.deep.equal([
          500,
          { result: null, error: { code: -29, message: 'Not there' }, id: 'a' },
        ]);
      });
    }

    it('has the status of its error', async () => {
      const statuses = { fail: 500, later: 500, lost: 404, broken: 500 };
      for (const [method, status] of Object.entries(statuses)) {
        expect((await answer({ method, id: 1 }))[0], method).to.equal(status);
      }
    });

    it('is answered also without an id, and then without one', async () => {
      expect(await answer({ method: 'echo' })).to.deep.equal([200, { result: [], error: null }]);
    });
  });

  it('passes parameters by position and by name, and none as none', async () => {
    expect(await answer({ method: 'echo', params: { a: 1 } })).to.deep.equal([200, { result: { a: 1 }, error: null }]);
    expect(await answer({ method: 'echo', params: null })).to.deep.equal([200, { result: [], error: null }]);
  });

  describe('what is no call', () => {
    const invalid: Readonly<Record<string, unknown>> = {
      'Missing method': { id: 1 },
      'Method must be a string': { id: 1, method: ['uptime'] },
      'Params must be an array or object': { id: 1, method: 'echo', params: 'x' },
      'JSON-RPC version not supported': { id: 1, method: 'echo', jsonrpc: '3.0' },
      'jsonrpc field must be a string': { id: 1, method: 'echo', jsonrpc: 2 },
    };
    for (const [message, request] of Object.entries(invalid)) {
      it(`is answered with what is wrong: ${message}`, async () => {
        const error = { code: -32_600, message };
        expect(await answer(request)).to.deep.equal([400, { result: null, error, id: 1 }]);
      });
    }

    it('may have an id that is none', async () => {
      for (const id of [{}, [], true, [[]]]) {
        expect(await answer({ id, method: 'echo' })).to.deep.equal([
          400,
          { result: null, error: { code: -32_600, message: 'Id must be a string, a number or null' }, id: null },
        ]);
      }
    });

    it('may have what an object inherits, which does not count', async () => {
      const request = '{"__proto__":{"method":"echo","jsonrpc":"2.0"},"id":1}';
      const error = { code: -32_600, message: 'Missing method' };
      expect(await answer(request)).to.deep.equal([400, { result: null, error, id: 1 }]);
    });

    it('may be no JSON', async () => {
      for (const text of ['', 'this is bad', '{"method":"echo"', '{}{}', '\u0000', '[1,]', "{'method':'echo'}"]) {
        expect(await answer(text), text).to.deep.equal([
          500,
          { result: null, error: { code: -32_700, message: 'Parse error' }, id: null },
        ]);
      }
    });

    it('may be JSON that is neither an object nor a batch', async () => {
      for (const text of ['1', '"echo"', 'null', 'true']) {
        expect(await answer(text), text).to.deep.equal([
          500,
          { result: null, error: { code: -32_700, message: 'Top-level object parse error' }, id: null },
        ]);
      }
    });
  });

  describe('a batch', () => {
    it('is answered call by call, in their order, each by its own version', async () => {
      const batch = [
        { jsonrpc: '2.0', method: 'echo', params: [1], id: 1 },
        { method: 'lost', id: 2 },
        7,
        { jsonrpc: '2.0', method: 'echo' },
        { jsonrpc: '2.0', method: 'fail', id: 3 },
      ];
      expect(await answer(batch)).to.deep.equal([
        200,
        [
          { jsonrpc: '2.0', result: [1], id: 1 },
          { result: null, error: { code: -32_601, message: 'Method not found' }, id: 2 },
          { result: null, error: { code: -32_600, message: 'Invalid Request object' }, id: null },
          { jsonrpc: '2.0', error: { code: -8, message: 'No good', data: { more: true } }, id: 3 },
        ],
      ]);
    });

    it('of notifications is not answered', async () => {
      const one = { jsonrpc: '2.0', method: 'echo' };
      expect(await answer([one, one])).to.deep.equal([204, undefined]);
    });

    it('of none is answered with none', async () => {
      expect(await answer([])).to.deep.equal([200, []]);
    });

    it('in a batch is no call', async () => {
      const error = { code: -32_600, message: 'Invalid Request object' };
      expect(await answer([[{ method: 'echo' }]])).to.deep.equal([200, [{ result: null, error, id: null }]]);
    });

    it('has 1 000 calls at most', async () => {
      const calls = Array.from({ length: 1_001 }, (_, id) => ({ method: 'echo', id }));
      expect((await answer(calls.slice(1)))[0]).to.equal(200);
      expect(await answer(calls)).to.deep.equal([
        400,
        { result: null, error: { code: -32_600, message: 'Batch of 1001 calls: at most 1000' }, id: null },
      ]);
    });

    it(
      'is run one call after the other, and no more of it once nobody waits',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const calls = { a: cold<Json>('--a|'), b: cold<Json>('---b|'), c: cold<Json>('-c|') };
        const execute: Execute = ({ method }) => calls[method as 'a' | 'b' | 'c'];
        const batch = JSON.stringify([{ method: 'a' }, { method: 'b' }, { method: 'c' }]);

        const unsub = '   ^-----!';
        const a = '       ^--!';
        const b = '       ---^--!';
        expectObservable(answerRpc(batch, execute), unsub).toBe('-');
        expectSubscriptions(calls.a.subscriptions).toBe(a);
        expectSubscriptions(calls.b.subscriptions).toBe(b);
        expectSubscriptions(calls.c.subscriptions).toBe([]);
      }),
    );
  });

  it(
    'answers when there is a result, and unsubscribes whom nobody waits for',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const result = hot<Json>('--x|');
      const never = hot<Json>(' -');
      const call = '{"method":"echo","id":1}';
      const x: HttpAnswer = {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"result":"x","error":null,"id":1}\n',
      };
      expectObservable(answerRpc(call, () => result)).toBe('--x|', { x });
      expectObservable(
        answerRpc(call, () => never),
        '^--!',
      ).toBe('-');
      expectSubscriptions(never.subscriptions).toBe('      ^--!');
      expectObservable(
        answerRpc(call, () => NEVER),
        '^--!',
      ).toBe('-');
      expectObservable(answerRpc(call, () => of('x').pipe(delay(3)))).toBe('---(x|)', { x });
    }),
  );

  describe('whatever it is sent', () => {
    const isAnswer = ({ status, body }: HttpAnswer): boolean =>
      [200, 204, 400, 404, 500].includes(status) && (body === undefined || JSON.parse(body) !== undefined);

    it('answers any text with JSON', async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) =>
          isAnswer(await firstValueFrom(answerRpc(text, echo))),
        ),
        { numRuns: 1_000 },
      );
    });

    it('answers anything that is nearly a call with JSON, and the id that it had', async () => {
      const anything = fc.jsonValue();
      const call = fc.record(
        {
          jsonrpc: fc.oneof(fc.constantFrom('1.0', '2.0', 1), anything),
          method: fc.oneof(fc.constantFrom('echo', 'fail', 'lost', '__proto__', 'constructor'), anything),
          params: anything,
          id: fc.oneof(fc.string(), fc.integer()),
        },
        { requiredKeys: ['id'] },
      );
      await fc.assert(
        fc.asyncProperty(call, async (one) => {
          const answered = await firstValueFrom(answerRpc(JSON.stringify(one), echo));
          expect((JSON.parse(answered.body ?? '') as { id: unknown }).id).to.equal(one.id);
          return isAnswer(answered);
        }),
        { numRuns: 1_000 },
      );
    });

    it('is not brought down by depth', async () => {
      const deep = 400_000;
      expect((await answer('['.repeat(deep)))[0]).to.equal(500);
      expect((await answer(`${'['.repeat(deep)}${']'.repeat(deep)}`))[0]).to.equal(200);
      const params = `${'['.repeat(deep)}${']'.repeat(deep)}`;
      const [status] = await answer(`{"method":"fail","params":${params},"id":1}`);
      expect(status).to.equal(500);
      expect((await answer(`{"method":"fail","id":${params}}`))[0]).to.equal(400);
    });

    it('gives back an id however long it is', async () => {
      const id = '"\u0000\u2028𝄞'.repeat(100_000);
      const [status, body] = await answer({ jsonrpc: '2.0', method: 'echo', id });
      expect(status).to.equal(200);
      expect((body as { id: string }).id === id).to.be.true;
    });

    it('leaves the prototype of all objects alone', async () => {
      const before = Object.getOwnPropertyNames(Object.prototype);
      await answer('{"method":"echo","id":1,"params":{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}}');
      await answer('[{"__proto__":{"polluted":true},"method":"__proto__","id":"__proto__"}]');
      expect(Object.getOwnPropertyNames(Object.prototype)).to.deep.equal(before);
      expect('polluted' in {}).to.be.false;
    });
  });
});
