import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatAddress, type Address } from 'rx-connmgr';
import { freePorts } from './free-ports.js';
import { runProgram, startProgram, until, type Program } from './program.js';

/** What a {@link TorNetwork} is made of. */
export interface TorNetworkOptions {
  /** The DNS server that each exit asks. There are as many exits as servers, three at least. */
  readonly dns: readonly Address[];
  /** Where the onion service leads. Its port is 8333. */
  readonly service: Address;
}

/** A Tor network on loopback. */
export interface TorNetwork {
  /** The SOCKS port of its client. */
  readonly proxy: Address;
  /** That of the same client, for those who understand more statuses. */
  readonly extended: Address;
  /** The name of the onion service. */
  readonly onion: string;
  /** Halts every relay: the client is left alone, and does not notice. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const authorities = 3;

const lines = (...settings: readonly string[]): string => `${settings.join('\n')}\n`;

/** What every member has. The last setting has it end by itself when this process is gone. */
const common = (folder: string, nickname: string, trusted: string): string =>
  lines(
    ...['TestingTorNetwork 1', `DataDirectory ${folder}`, `Nickname ${nickname}`, 'Log notice stdout', 'SafeLogging 0'],
    ...['ShutdownWaitLength 0', 'UseDefaultFallbackDirs 0', 'AddressDisableIPv6 1', 'PathsNeededToBuildCircuits 0.25'],
    ...[
      'TestingDirAuthVoteExit *',
      'TestingDirAuthVoteHSDir *',
      'TestingDirAuthVoteGuard *',
      'V3AuthNIntervalsValid 2',
    ],
    ...[trusted, `__OwningControllerProcess ${process.pid}`],
  );

/** What a relay has: all of them are exits, too. */
const relay = (port: number, resolvers: string): string =>
  lines(
    ...['Address 127.0.0.1', `ORPort 127.0.0.1:${port} IPv4Only`, 'SocksPort 0', 'AssumeReachable 1'],
    ...[
      'ContactInfo nobody@invalid',
      'ExitRelay 1',
      'IPv6Exit 1',
      'ExitPolicy accept *:*',
      'ExitPolicyRejectPrivate 0',
    ],
    `ServerDNSResolvConfFile ${resolvers}`,
    ...['ServerDNSDetectHijacking 0', 'ServerDNSAllowBrokenConfig 1', 'ServerDNSAllowNonRFC953Hostnames 1'],
    ...['ServerDNSSearchDomains 0', 'ServerDNSTestAddresses nothing.invalid'],
  );

const authority = (port: number): string =>
  lines(
    ...[`DirPort 127.0.0.1:${port}`, 'AuthoritativeDirectory 1', 'V3AuthoritativeDirectory 1'],
    ...['V3AuthVotingInterval 10', 'V3AuthVoteDelay 2', 'V3AuthDistDelay 2', 'TestingV3AuthVotingStartOffset 0'],
    ...['TestingV3AuthInitialVotingInterval 5', 'TestingV3AuthInitialVoteDelay 2', 'TestingV3AuthInitialDistDelay 2'],
    'TestingMinExitFlagThreshold 0',
  );

const client = (port: number, extended: number): string =>
  lines(
    ...[`SocksPort 127.0.0.1:${port}`, `SocksPort 127.0.0.1:${extended} ExtendedErrors`],
    ...['ClientRejectInternalAddresses 0', 'ClientDNSRejectInternalAddresses 0', 'ClientOnly 1'],
  );

const service = (folder: string, target: Address): string =>
  lines(
    'SocksPort 0',
    `HiddenServiceDir ${join(folder, 'service')}`,
    `HiddenServicePort 8333 ${formatAddress(target)}`,
  );

/** Makes the keys of an authority, and returns the line by which the others know it. */
const trust = async (folder: string, nickname: string, or: number, dir: number): Promise<string> => {
  const keys = join(folder, 'keys');
  mkdirSync(keys, { mode: 0o700 });
  const file = (name: string) => join(keys, `authority_${name}`);
  await runProgram(
    'tor-gencert',
    [
      ...['--create-identity-key', '-m', '12', '-a', `127.0.0.1:${dir}`, '--passphrase-fd', '0'],
      ...['-i', file('identity_key'), '-s', file('signing_key'), '-c', file('certificate')],
    ],
    'pass\n',
  );
  const [, identity = ''] = /^fingerprint (\w+)$/m.exec(readFileSync(file('certificate'), 'utf8')) ?? [];
  const printed = await runProgram('tor', [
    ...['--quiet', '-f', '/dev/null', '--ignore-missing-torrc', '--defaults-torrc', '/dev/null', '--list-fingerprint'],
    ...['--ORPort', String(or), '--DataDirectory', folder, '--Address', '127.0.0.1', '--Nickname', nickname],
    ...['--DirAuthority', `x 127.0.0.1:1 ${'f'.repeat(40)}`],
  ]);
  const [, ...fingerprint] = printed.trim().split('\n').at(-1)?.split(' ') ?? [];
  return `DirAuthority ${nickname} orport=${or} no-v2 v3ident=${identity} 127.0.0.1:${dir} ${fingerprint.join('')}`;
};

/** Starts a Tor network with an onion service, and waits until its client is ready: 7 to 25 s, 90 at most. */
export const startTorNetwork = async ({ dns, service: target }: TorNetworkOptions): Promise<TorNetwork> => {
  const root = mkdtempSync(join(tmpdir(), 'tor-'));
  const members: Program[] = [];
  const stop = async () => {
    await Promise.all(members.map((member) => member.stop()));
    rmSync(root, { recursive: true, force: true });
  };
  const folderOf = (name: string) => {
    const folder = join(root, name);
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  };
  const start = async (folder: string, settings: string, ready = /Opened|Bootstrapped|Opening/) => {
    const file = join(folder, 'torrc');
    writeFileSync(file, settings);
    const member = await startProgram('tor', ['-f', file, '--defaults-torrc', '/dev/null'], { ready, within: 20_000 });
    members.push(member);
    return member;
  };

  try {
    const resolvers = dns.map((server, index) => {
      const file = join(root, `resolv${index}.conf`);
      writeFileSync(file, `nameserver ${formatAddress(server)}\n`);
      return file;
    });
    const names = dns.map((_, index) => (index < authorities ? `authority${index}` : `relay${index}`));
    const folders = names.map(folderOf);
    const ports = await freePorts(names.length + authorities + 2);
    const [dirs, ors] = [ports.slice(0, authorities), ports.slice(authorities)];
    const keys = dirs.map((dir, index) => trust(folders[index] ?? '', names[index] ?? '', ors[index] ?? 0, dir));
    const trusted = lines(...(await Promise.all(keys)));
    const exits = await Promise.all(
      names.map((name, index) => {
        const folder = folders[index] ?? '';
        const [dir] = dirs.slice(index);
        const settings = relay(ors[index] ?? 0, resolvers[index] ?? '') + (dir === undefined ? '' : authority(dir));
        return start(folder, common(folder, name, trusted) + settings);
      }),
    );
    const [socks = 0, extended = 0] = ports.slice(-2);
    const clientFolder = folderOf('client');
    const serviceFolder = folderOf('service');
    const [user] = await Promise.all([
      start(clientFolder, common(clientFolder, 'client', trusted) + client(socks, extended)),
      start(serviceFolder, common(serviceFolder, 'service', trusted) + service(serviceFolder, target)),
    ]);
    const lastOf = (text: string) => text.slice(-800);
    await until(
      () => user.printed().includes('Bootstrapped 100%') || undefined,
      90_000,
      () => `the client is ready: ${lastOf(user.printed())}`,
    );
    return {
      proxy: { host: '127.0.0.1', port: socks },
      extended: { host: '127.0.0.1', port: extended },
      onion: readFileSync(join(serviceFolder, 'service', 'hostname'), 'utf8').trim(),
      freeze: () => exits.forEach((exit) => exit.freeze()),
      thaw: () => exits.forEach((exit) => exit.thaw()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
