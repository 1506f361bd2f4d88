import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { NEVER, Subject, firstValueFrom, lastValueFrom, map, timer } from 'rxjs';
import { isListenError } from 'rx-connmgr/node';
import { rpcServer } from '../../../examples/bitcoin-node/control/rpc-server.js';
import { fakeControl } from './support/fake-control.js';
import { fakePeer, rowOf } from './support/fake-peer.js';
import { ask, say } from './support/http.js';
import { authorization, password, serve, stopServing } from './support/serve.js';

const uptime = '{"jsonrpc":"2.0","method":"uptime","id":1}';
const head = (length: number, more = ''): string =>
  `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\nContent-Length: ${length}\r\n${more}\r\n`;
const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
};
const openSockets = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;

describe('rpcServer', () => {
  afterEach(stopServing);

  describe('the cookie', () => {
    it('is 64 hexadecimal digits at random, which let in, and for the owner only', async () => {
      const { address, cookie } = await serve(fakeControl(), { password: undefined });
      const content = readFileSync(cookie, 'utf8');
      expect(content).to.match(/^__cookie__:[0-9a-f]{64}$/);
      expect((statSync(cookie).mode & 0o777).toString(8)).to.equal('600');
      expect(readdirSync(dirname(cookie))).to.deep.equal(['.cookie']);
      const headers = { authorization: `Basic ${Buffer.from(content).toString('base64')}` };
      expect((await ask(address, uptime, { headers })).status).to.equal(200);
      const other = await serve(fakeControl(), { password: undefined });
      expect(readFileSync(other.cookie, 'utf8')).not.to.equal(content);
    });

    it('is there before anybody is told the address, and gone at the end', async () => {
      const { cookie, subscription } = await serve(fakeControl());
      expect(readFileSync(cookie, 'utf8')).to.equal(`__cookie__:${password}`);
      subscription.unsubscribe();
      expect(existsSync(cookie)).to.be.false;
    });

    it('is that of whoever listens: one who cannot leaves it alone', async () => {
      const { address, cookie } = await serve(fakeControl());
      const second$ = rpcServer(fakeControl(), { port: address.port, cookieFile: cookie });
      const error: unknown = await lastValueFrom(second$).catch((one: unknown) => one);
      expect(isListenError(error, 'EADDRINUSE')).to.be.true;
      expect(readFileSync(cookie, 'utf8')).to.equal(`__cookie__:${password}`);
    });

    it('ends the server if it cannot be written', async () => {
      const cookieFile = join('/proc', 'no such directory', '.cookie');
      const error: unknown = await lastValueFrom(rpcServer(fakeControl(), { port: 0, cookieFile })).catch(
        (one: unknown) => one,
      );
      expect(error).to.be.an('error').with.property('code', 'ENOENT');
      await firstValueFrom(timer(10));
      expect(openSockets()).to.equal(0);
    });
  });

  describe('the answer', () => {
    it('is JSON, and kept by nobody', async () => {
      const { post } = await serve(fakeControl({ startedAt: 0 }));
      const { status, headers, body } = await post(uptime);
      expect([status, headers['content-type'], headers['cache-control']]).to.deep.equal([
        200,
        'application/json',
        'no-store',
      ]);
      expect(JSON.parse(body)).to.include({ jsonrpc: '2.0', id: 1 });
    });

    it('to a notification has no content', async () => {
      const control = fakeControl();
      const { post } = await serve(control);
      const { status, body, headers } = await post({ jsonrpc: '2.0', method: 'setnetworkactive', params: [false] });
      expect([status, body, headers['content-length']]).to.deep.equal([204, '', undefined]);
      expect(control.asked).to.deep.equal(['active false']);
    });

    it('to several calls on one connection comes for each', async () => {
      const { address } = await serve(fakeControl());
      const socket = connect(address);
      for (const round of [1, 2, 3]) {
        socket.write(`${head(uptime.length)}${uptime}`);
        const [chunk] = (await once(socket, 'data')) as [Buffer];
        expect(chunk.toString(), `${round}`).to.match(/^HTTP\/1\.1 200 OK\r\n/);
      }
      socket.destroy();
    });

    it('to what is no UTF-8 is a parse error', async () => {
      const { post } = await serve(fakeControl());
      const { status, body } = await post(Buffer.from('{"method":"uptime","id":"\xff"}', 'latin1'));
      expect([status, JSON.parse(body)]).to.deep.equal([
        500,
        { result: null, error: { code: -32_700, message: 'Parse error' }, id: null },
      ]);
    });

    it('counts what went over connections that are gone', async () => {
      const control = fakeControl({ rows: [rowOf(1, fakePeer({ traffic: { bytesSent: 5, bytesReceived: 7 } }))] });
      const { post } = await serve(control);
      control.events$.next({
        id: 1,
        address: { host: '198.18.0.1', port: 18_444 },
        kind: 'automatic',
        type: 'disconnected',
        by: 'peer',
      });
      const { result } = JSON.parse((await post({ method: 'getnettotals' })).body) as { result: object };
      expect(result).to.include({ totalbytessent: 5, totalbytesrecv: 7 });
    });
  });

  describe('whoever is not let in', () => {
    it('hears at once that there has to be a password', async () => {
      const { address } = await serve(fakeControl(), { wrongPasswordDelay: 5_000 });
      const { status, headers } = await ask(address, uptime);
      expect([status, headers['www-authenticate'], headers.connection]).to.deep.equal([
        401,
        'Basic realm="jsonrpc"',
        'close',
      ]);
    });

    it('hears a little later that it is wrong', async () => {
      const { address } = await serve(fakeControl(), { wrongPasswordDelay: 120 });
      const before = performance.now();
      const wrong = `Basic ${Buffer.from('__cookie__:guess').toString('base64')}`;
      const { status, headers } = await ask(address, uptime, { headers: { authorization: wrong } });
      expect([status, headers['www-authenticate']]).to.deep.equal([401, 'Basic realm="jsonrpc"']);
      expect(performance.now() - before).to.be.at.least(115);
    });

    it('has nothing done', async () => {
      const control = fakeControl();
      const { address } = await serve(control, { wrongPasswordDelay: 0 });
      const body = '{"method":"stop"}';
      const right = { authorization };
      const tries = [
        ask(address, body),
        ask(address, body, { headers: { authorization: 'Basic AAAA' } }),
        ask(address, body, { headers: { ...right, host: 'evil.example' } }),
        ask(address, body, { headers: { ...right, origin: 'http://evil.example' } }),
        ask(address, body, { headers: { ...right, origin: 'null' } }),
        ask(address, body, { headers: right, method: 'PUT' }),
        ask(address, '', { headers: right, method: 'GET' }),
        ask(address, '', { headers: { ...right, origin: 'http://evil.example' }, method: 'OPTIONS' }),
        ask(address, body, { headers: right, path: '/wallet/one' }),
      ];
      const statuses = (await Promise.all(tries)).map(({ status }) => status);
      expect(statuses).to.deep.equal([401, 401, 403, 403, 403, 405, 405, 403, 404]);
      expect(control.asked).to.deep.equal([]);
    });
  });

  describe('a body that is too long', () => {
    const long = Buffer.alloc(10_000_000, ' ');

    it('is refused, and not kept: one of 10 MB whose length is said', async () => {
      const { post } = await serve(fakeControl());
      const before = heap();
      const { status, headers, body } = await post(long);
      expect([status, headers.connection]).to.deep.equal([413, 'close']);
      expect(body).to.equal('A body has at most 1000000 bytes\n');
      expect(heap() - before).to.be.below(5_000_000);
    });

    it('is taken off the hands of whoever listens only once all of it is sent', async () => {
      const { address } = await serve(fakeControl());
      const socket = connect(address).pause();
      await new Promise((resolve) => socket.write(Buffer.concat([Buffer.from(head(long.length)), long]), resolve));
      const [heard] = (await once(socket.resume(), 'data')) as [Buffer];
      expect(heard.toString()).to.match(/^HTTP\/1\.1 413 /);
      await once(socket, 'close');
    });

    it('is refused before any of it has come', async () => {
      const { address } = await serve(fakeControl());
      const answer = say(address, head(10_000_000));
      expect(await answer).to.match(/^HTTP\/1\.1 413 /);
    });

    it('is refused as soon as it is: one of 10 MB in chunks', async () => {
      const { address } = await serve(fakeControl());
      const headers = { authorization, 'transfer-encoding': 'chunked' };
      const { status } = await ask(address, long, { headers });
      expect(status).to.equal(413);
    });

    it('is refused to whoever asks first, and taken from whoever asks with a shorter one', async () => {
      const { address } = await serve(fakeControl());
      const refused = await say(address, head(10_000_000, 'Expect: 100-continue\r\n'));
      expect(refused).to.match(/^HTTP\/1\.1 413 /);
      const socket = connect(address);
      socket.write(head(uptime.length, 'Expect: 100-continue\r\nConnection: close\r\n'));
      const [asked] = (await once(socket, 'data')) as [Buffer];
      expect(asked.toString()).to.equal('HTTP/1.1 100 Continue\r\n\r\n');
      socket.write(uptime);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).to.match(/^HTTP\/1\.1 200 OK\r\n/);
      socket.destroy();
    });

    it('is taken up to the last byte that is allowed', async () => {
      const { post } = await serve(fakeControl(), { maxBody: uptime.length });
      expect((await post(uptime)).status).to.equal(200);
      expect((await post(`${uptime} `)).status).to.equal(413);
    });
  });

  describe('a client that is slow', () => {
    it('is cut off if its headers do not come', async () => {
      const { address } = await serve(fakeControl(), { timeout: 60 });
      expect(await say(address, 'POST / HTTP/1.1\r\nHost: ')).to.match(/^HTTP\/1\.1 408 |^$/);
    });

    it('is cut off if its body does not come', async () => {
      const control = fakeControl();
      const { address } = await serve(control, { timeout: 60 });
      expect(await say(address, head(17), '{"method":')).to.match(/^HTTP\/1\.1 408 /);
      expect(control.asked).to.deep.equal([]);
    });

    it('is cut off if it says nothing', async () => {
      const { address } = await serve(fakeControl(), { timeout: 60 });
      expect(await say(address)).to.match(/^HTTP\/1\.1 408 |^$/);
    });

    it('is cut off if it does not take its answer', async () => {
      const userAgent = 'x'.repeat(20_000_000);
      const over = new Subject<void>();
      const { address } = await serve(fakeControl({ userAgent, stop: () => over.next() }), { timeout: 100 });
      const body = '[{"method":"getnetworkinfo"},{"method":"stop"}]';
      const socket = connect(address).pause();
      socket.on('error', () => undefined);
      socket.write(`${head(body.length)}${body}`);
      await firstValueFrom(over);
      let heard = 0;
      socket.on('data', (chunk: Buffer) => (heard += chunk.length)).resume();
      await once(socket, 'close');
      expect(heard).to.be.above(0).and.below(userAgent.length);
    });

    it('is waited for by a method that takes its time', async () => {
      const tries = () => timer(250).pipe(map(() => ({ type: 'connected' as const, peer: fakePeer() })));
      const { post } = await serve(fakeControl({ tries }), { timeout: 100 });
      const { status } = await post({ method: 'addnode', params: ['198.18.0.9', 'onetry'] });
      expect(status).to.equal(200);
    });
  });

  describe('many clients', () => {
    it('are as many as are allowed, and no more', async () => {
      const { address, post } = await serve(fakeControl(), { maxConnections: 3 });
      const sockets: Socket[] = [];
      for (let at = 0; at < 3; at += 1) {
        const socket = connect(address);
        await once(socket, 'connect');
        sockets.push(socket);
      }
      expect(await say(address, head(uptime.length), uptime)).to.equal('');
      sockets.forEach((socket) => socket.destroy());
      await firstValueFrom(timer(50));
      expect((await post(uptime)).status).to.equal(200);
    });

    it('do not pile up in one connection: a request before the last is answered ends it', async () => {
      const control = fakeControl({ tries: () => NEVER });
      const { address } = await serve(control);
      const body = '{"method":"addnode","params":["198.18.0.9","onetry"]}';
      const one = `${head(body.length)}${body}`;
      expect(await say(address, one.repeat(50))).to.equal('');
      expect(control.asked).to.have.lengthOf.at.most(1);
    });
  });

  describe('a request that could be taken for two', () => {
    const smuggled = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
    const start = `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\n`;
    const requests = {
      'both a length and chunks': `${start}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      'two lengths': `${start}Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}${smuggled}`,
      'a length that is none': `${start}Content-Length: +2\r\n\r\n{}${smuggled}`,
      'a folded header': `${start}Content-Length:\r\n 2\r\nX: y\r\n z\r\n\r\n{}${smuggled}`,
      'a bare line feed': `POST / HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 2\n\n{}${smuggled}`,
      'two hosts': `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n`,
      'no host': `POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n`,
    };
    for (const [name, text] of Object.entries(requests)) {
      it(`is refused, and its connection closed: ${name}`, async () => {
        const { address } = await serve(fakeControl());
        const heard = await say(address, text);
        expect(heard).to.match(/^HTTP\/1\.1 40[03] /);
        expect(heard.match(/HTTP\/1\.1 /g)).to.have.lengthOf(1);
      });
    }

    it('is refused if its headers are endless', async () => {
      const { address } = await serve(fakeControl());
      expect(await say(address, `${start}X: ${'y'.repeat(20_000)}\r\n\r\n`)).to.match(/^HTTP\/1\.1 431 /);
    });
  });

  describe('the end', () => {
    it('closes the server and all its connections, also those that are waited for', async () => {
      const { address, subscription } = await serve(fakeControl({ tries: () => NEVER }));
      const body = '{"method":"addnode","params":["198.18.0.9","onetry"]}';
      const waiting = say(address, head(body.length), body);
      const idle = say(address);
      await firstValueFrom(timer(50));
      subscription.unsubscribe();
      expect(await Promise.all([waiting, idle])).to.deep.equal(['', '']);
      expect(await say(address, head(uptime.length), uptime)).to.equal('');
      await firstValueFrom(timer(10));
      expect(openSockets()).to.equal(0);
    });

    it('comes after `stop` has been answered', async () => {
      const control = fakeControl({ stop: () => subscription.unsubscribe() });
      const { post, cookie, subscription } = await serve(control);
      const { status, body } = await post({ method: 'stop', id: 'last' });
      expect([status, JSON.parse(body)]).to.deep.equal([
        200,
        { result: 'rx-connmgr stopping', error: null, id: 'last' },
      ]);
      await firstValueFrom(timer(10));
      expect(existsSync(cookie)).to.be.false;
    });

    it('comes after `stop` also if nobody waits to hear so, and after the rest of its batch', async () => {
      const control = fakeControl();
      const { post, address } = await serve(control);
      const batch = [{ method: 'stop' }, { method: 'setnetworkactive', params: [false] }];
      expect((await post(batch)).status).to.equal(200);
      expect(control.asked).to.deep.equal(['active false', 'stop rpc']);
      const body = '{"method":"stop"}';
      const socket = connect(address);
      await once(socket, 'connect');
      socket.write(`${head(body.length)}${body}`, () => socket.destroy());
      await firstValueFrom(timer(100));
      expect(control.asked).to.deep.equal(['active false', 'stop rpc', 'stop rpc']);
    });

    for (const host of ['127.0.0.1', 'localhost']) {
      it(`leaves nothing if it comes before the server listens at ${host}`, async () => {
        const subscription = rpcServer(fakeControl(), { host, port: 0, cookieFile: '/proc/none' }).subscribe();
        subscription.unsubscribe();
        await firstValueFrom(timer(100));
        expect(openSockets()).to.equal(0);
      });
    }

    it('lets the same server be opened again', async () => {
      const first = await serve(fakeControl());
      first.subscription.unsubscribe();
      const { post } = await serve(fakeControl(), { port: first.address.port });
      expect((await post(uptime)).status).to.equal(200);
    });
  });

  it('listens where it is told to, on loopback only', async () => {
    const { address } = await serve(fakeControl(), { host: '127.0.0.5' });
    expect(address.host).to.equal('127.0.0.5');
    const headers = { authorization };
    expect((await ask(address, uptime, { headers })).status).to.equal(200);
    expect(() => rpcServer(fakeControl(), { host: '0.0.0.0', port: 0, cookieFile: 'x' })).to.throw(
      'Expected `host` to be a loopback address, got `0.0.0.0`',
    );
  });

  it('finds the port taken by somebody else', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const error: unknown = await serve(fakeControl(), { port }).catch((one: unknown) => one);
    expect(isListenError(error, 'EADDRINUSE')).to.be.true;
    other.close();
  });
});
