import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Address } from 'rx-connmgr';
import { freePorts } from './free-ports.js';
import { startProgram, type Program } from './program.js';

/** What a {@link Dnsmasq} is to know. */
export interface DnsmasqOptions {
  /** The addresses of each name, IPv4 or IPv6; each address has the first name that it is given as its own. */
  readonly records?: Readonly<Record<string, readonly string[]>>;
  /** Other names of names: `{ alias: name }`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Whether what it is not told of does not exist; else it refuses to answer. @default true */
  readonly knowsAll?: boolean;
  /** More of its options, as on its command line. */
  readonly more?: readonly string[];
}

/** A DNS server of Debian on a port of loopback, over UDP and TCP. */
export interface Dnsmasq {
  readonly address: Address;
  readonly program: Program;
  stop(): Promise<void>;
}

/** Starts dnsmasq, and waits until it answers. */
export const startDnsmasq = async ({
  records = {},
  aliases = {},
  knowsAll = true,
  more = [],
}: DnsmasqOptions = {}): Promise<Dnsmasq> => {
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'dnsmasq-'));
  const hosts = join(folder, 'hosts');
  const lines = Object.entries(records).flatMap(([name, addresses]) =>
    addresses.map((address) => `${address} ${name}\n`),
  );
  writeFileSync(hosts, lines.join(''));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  try {
    const program = await startProgram(
      'dnsmasq',
      [
        ...['--keep-in-foreground', '--conf-file=/dev/null', '--pid-file=', `--user=${userInfo().username}`],
        ...['--log-facility=-', `--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces'],
        ...['--no-resolv', '--no-hosts', `--addn-hosts=${hosts}`, '--no-negcache'],
        ...(knowsAll ? ['--local=//', '--local=/#/'] : []),
        ...Object.entries(aliases).map(([alias, name]) => `--cname=${alias},${name}`),
        ...more,
      ],
      { ready: /read .*hosts/ },
    );
    const stop = async () => {
      await program.stop();
      clean();
    };
    return { address: { host: '127.0.0.1', port }, program, stop };
  } catch (error) {
    clean();
    throw error;
  }
};
