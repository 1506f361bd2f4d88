import { expect } from 'chai';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { ConnectionManager, type Address } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { filter, firstValueFrom, interval, map, takeUntil, timeout, timer } from 'rxjs';

const held = 50;
const fixed = 3;
const heals = 15_000;

/** A real peer that says a byte every so often, unless it is in a mood. */
class Peer {
  readonly sockets = new Set<Socket>();
  silent = false;
  #server: Server | undefined;
  #address: Address;

  constructor(address: Address) {
    this.#address = address;
  }

  get address(): Address {
    return this.#address;
  }

  async up(): Promise<void> {
    if (this.#server) return;
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      socket.resume();
    });
    server.listen(this.#address.port, this.#address.host);
    await once(server, 'listening');
    this.#server = server;
    this.#address = { ...this.#address, port: (server.address() as { port: number }).port };
  }

  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.reset();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  beat(): void {
    if (!this.silent) for (const socket of this.sockets) socket.write('.');
  }

  fin(): void {
    for (const socket of this.sockets) socket.end();
  }

  reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }
}

/** macOS has only 127.0.0.1: there, ports tell the peers apart. */
const hostOf = (i: number): string => (process.platform === 'linux' ? `127.${20 + (i % 9)}.${i}.1` : '127.0.0.1');

describe('chaos, on real sockets', function () {
  this.timeout(120_000);

  it('holds 50 of 80 peers and 3 permanent ones through everything, never 51, and leaves nothing', async () => {
    const peers = Array.from({ length: 80 + fixed }, (_, i) => new Peer({ host: hostOf(i), port: 0 }));
    await Promise.all(peers.map((peer) => peer.up()));
    const beats = interval(100).subscribe(() => peers.forEach((peer) => peer.beat()));
    const addresses = peers.map(({ address }) => address);
    const manager = new ConnectionManager({
      dial: (address: Address) => tcp({ idle: 1_000 })(address).pipe(map((socket) => (socket.resume(), socket))),
      addresses: addresses.slice(fixed),
      maxOutbound: held,
      retryDuration: 200,
      maxRetryDuration: 1_000,
      dialTimeout: 2_000,
    });
    let most = 0;
    manager.events$.subscribe(() => {
      const { requests } = manager.snapshot();
      most = Math.max(most, requests.filter(({ kind }) => kind === 'automatic').length);
    });
    for (const address of addresses.slice(0, fixed)) manager.connect(address, { permanent: true });
    manager.start();
    const whole = () =>
      firstValueFrom(
        manager.health$.pipe(
          filter((health) => health === 'ok'),
          timeout(heals),
        ),
      );
    const broken = () =>
      firstValueFrom(
        manager.health$.pipe(
          filter((health) => health !== 'ok'),
          timeout(heals),
        ),
      );
    const some = (count: number) => [...peers].sort(() => Math.random() - 0.5).slice(0, count);
    const connected = () => peers.filter(({ sockets }) => sockets.size > 0);

    await whole();
    expect(manager.connections.size).to.equal(held + fixed);

    connected()
      .slice(0, 20)
      .forEach((peer) => peer.fin());
    await broken();
    await whole();

    connected()
      .slice(0, 20)
      .forEach((peer) => peer.reset());
    await broken();
    await whole();

    const silent = connected().slice(0, 5);
    silent.forEach((peer) => (peer.silent = true));
    await broken();
    silent.forEach((peer) => (peer.silent = false));
    await whole();

    await Promise.all(peers.map((peer) => peer.down()));
    await firstValueFrom(
      manager.health$.pipe(
        filter((health) => health === 'outage'),
        timeout(heals),
      ),
    );
    await Promise.all(peers.map((peer) => peer.up()));
    await whole();

    const kills$ = interval(20).pipe(takeUntil(timer(2_000)));
    await new Promise<void>((resolve) => {
      kills$.subscribe({
        next: (n) => some(2).forEach((peer) => (n % 2 ? peer.fin() : peer.reset())),
        complete: resolve,
      });
    });
    await whole();
    expect(manager.connections.size).to.equal(held + fixed);
    expect(most, 'never one more than the places').to.equal(held);

    const sockets = [...manager.connections.values()].map(({ connection }) => connection);
    await manager.stop();
    expect(sockets.every(({ destroyed }) => destroyed)).to.equal(true);
    expect(manager.snapshot().requests).to.deep.equal([]);
    beats.unsubscribe();
    await firstValueFrom(
      timer(0, 20).pipe(
        filter(() => connected().length === 0),
        timeout(5_000),
      ),
    );
    await Promise.all(peers.map((peer) => peer.down()));
  });
});
