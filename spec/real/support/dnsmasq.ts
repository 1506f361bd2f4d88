import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A dnsmasq of our own, on loopback. */
export interface Dnsmasq extends AsyncDisposable {
  /** Where it listens, as `dnsLookup({ servers })` takes it. */
  readonly server: string;
  readonly port: number;
}

/** How a {@link Dnsmasq} is started. */
export interface DnsmasqOptions {
  /** What it knows, as lines of its configuration file: `host-record=peer.test,192.0.2.1`, `local=/nothing.test/` … */
  readonly lines: readonly string[];
}

const succeeds = (event: Promise<unknown>): Promise<boolean> =>
  event.then(
    () => true,
    () => false,
  );

/** Returns a port that is free for UDP and TCP alike. */
const freePort = async (): Promise<number> => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = createSocket('udp4');
  const free = await succeeds(once(socket.bind(port, '127.0.0.1'), 'listening'));
  socket.close();
  await once(server.close(), 'close');
  return free ? port : freePort();
};

const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  const connected = await succeeds(once(socket, 'connect'));
  socket.destroy();
  return connected;
};

/** Returns a dnsmasq that knows what `lines` say and asks nobody else, once it listens. */
export const startDnsmasq = async ({ lines }: DnsmasqOptions): Promise<Dnsmasq> => {
  const port = await freePort();
  const own = ['no-resolv', 'no-hosts', 'no-poll', 'no-daemon', 'bind-interfaces', 'listen-address=127.0.0.1'];
  const child = spawn('dnsmasq', ['--conf-file=-', '--pid-file'], { stdio: ['pipe', 'ignore', 'pipe'] });
  await once(child, 'spawn');
  const exited = once(child, 'exit');
  // Whatever becomes of us, no dnsmasq is left.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  child.stdin.end([...own, `port=${port}`, ...lines, ''].join('\n'));

  const stop = async () => {
    process.off('exit', kill);
    kill();
    await exited;
  };
  const began = performance.now();
  while (!(await answers(port))) {
    await pause(10);
    if (child.exitCode === null && performance.now() - began < 10_000) continue;
    await stop();
    throw new Error(`dnsmasq does not listen: ${complaint}`);
  }
  return { server: `127.0.0.1:${port}`, port, [Symbol.asyncDispose]: stop };
};
