import { expect } from 'chai';
import { readArguments } from '../../../examples/start/arguments.js';
import { UsageError } from '../../../examples/start/usage-error.js';

const read = (line: string) => readArguments(line.split(' ').filter((word) => word !== ''));

const refused = (line: string, message: string) => {
  it(`refuses ${line}`, () => {
    expect(() => read(line))
      .to.throw(UsageError)
      .with.property('message')
      .that.includes(message);
  });
};

const nothing = { seeds: [], dns: [], port: 8_333, randomSeed: 1 };

describe('readArguments', () => {
  it('asks for the embedded network when nothing is said', () => {
    expect(read('')).to.deep.equal({
      help: false,
      json: false,
      maxOutbound: 8,
      connect: [],
      addPeer: [],
      ...nothing,
    });
  });

  it('reads every option', () => {
    expect(read('--addresses peers.txt --max-outbound 16 --add-peer 192.0.2.1:1 --seconds 2.5 --json')).to.deep.equal({
      help: false,
      json: true,
      addresses: 'peers.txt',
      maxOutbound: 16,
      connect: [],
      addPeer: [{ host: '192.0.2.1', port: 1 }],
      seconds: 2.5,
      ...nothing,
    });
  });

  it('reads where peers come from, and how', () => {
    const seeds = '--seed SEED.example. --seed b.example --port 18333';
    expect(read(`${seeds} --dns 127.0.0.1:5353 --dns ::1 --book peers.json`)).to.deep.include({
      seeds: ['seed.example', 'b.example'],
      dns: ['127.0.0.1:5353', '::1'],
      port: 18_333,
      book: 'peers.json',
    });
    expect(read('--book peers.json --proxy [::1]:9050').proxy).to.deep.equal({ host: '::1', port: 9_050 });
  });

  it('reads who may come in', () => {
    expect(read('--listen 0.0.0.0:8333 --max-peers 20 --ban-file bans.json')).to.deep.include({
      listen: { host: '0.0.0.0', port: 8_333 },
      maxPeers: 20,
      banFile: 'bans.json',
    });
  });

  it('takes a value behind an equals sign', () => {
    expect(read('--random-seed=42 --max-outbound=0')).to.include({ randomSeed: 42, maxOutbound: 0 });
    expect(read('--addresses=--odd')).to.include({ addresses: '--odd' });
  });

  it('has no automatic connections in connect-only mode, whatever is repeated', () => {
    expect(read('--connect [2001:db8::1]:8333 --connect host.example:9')).to.deep.include({
      maxOutbound: 0,
      connect: [
        { host: '2001:db8::1', port: 8333 },
        { host: 'host.example', port: 9 },
      ],
    });
  });

  it('knows the short form of help', () => expect(read('-h').help).to.equal(true));

  describe('names what is wrong', () => {
    refused('--conect 192.0.2.1:1', 'Unknown option --conect: did you mean --connect?');
    refused('--colour', 'Unknown option --colour');
    refused('-x', 'Unknown option -x');
    refused('--__proto__', 'Unknown option --__proto__');
    refused('peers.txt', 'Unexpected argument `peers.txt`');
    refused('-- peers.txt', 'Unexpected argument `peers.txt`');
    refused('--addresses', '--addresses needs a value');
    refused('--addresses=', '--addresses needs a value');
    refused('--addresses --json', '--addresses needs a value');
    refused('--json=yes', '--json takes no value, got `yes`');
    refused('--max-outbound -1', 'Expected --max-outbound to be a whole number from 0 to 100000, got `-1`');
    refused('--max-outbound 1.5', 'got `1.5`');
    refused('--max-outbound 1e3', 'got `1e3`');
    refused('--random-seed 4294967296', 'got `4294967296`');
    refused('--max-outbound 100001', 'got `100001`');
    refused('--seconds 0', 'Expected --seconds to be a number of seconds above 0');
    refused('--seconds Infinity', 'got `Infinity`');
    refused('--seconds 2147484', 'at most 2147483');
    refused('--random-seed x', 'Expected --random-seed to be a whole number from 0 to 4294967295, got `x`');
    refused('--seed 42', 'got `42`; which peers the troubles befall is --random-seed');
    refused('--seed 192.0.2.1', 'Expected --seed to be the name of a DNS seed, got `192.0.2.1`');
    refused('--seed a..b', 'got `a..b`');
    refused('--seed seed.example:8333', 'got `seed.example:8333`');
    refused('--seed a.test --dns localhost:53', 'Expected --dns to be the IP address of a resolver');
    refused('--seed a.test --dns 127.0.0.1:0', 'got `127.0.0.1:0`');
    refused('--seed a.test --port 0', 'Expected --port to be a whole number from 1 to 65535, got `0`');
    refused('--listen 8333', '--listen: expected');
    refused('--book p.json --proxy 127.0.0.1', '--proxy: expected');
    refused('--max-peers x', 'Expected --max-peers to be a whole number');
    refused('--connect 192.0.2.1', '--connect: expected an address with a port');
    refused('--connect 192.0.2.1:0', '--connect: expected a port from 1 to 65535');
    refused('--add-peer 300.0.0.1:1', '--add-peer: expected');
  });

  describe('refuses what contradicts itself', () => {
    refused('--connect 192.0.2.1:1 --add-peer 192.0.2.2:1', '--connect and --add-peer cannot be mixed');
    refused('--connect 192.0.2.1:1 --addresses peers.txt', '--connect and --addresses cannot be mixed');
    refused('--max-outbound 4 --connect 192.0.2.1:1', '--connect and --max-outbound cannot be mixed');
    refused('--seed a.test --connect 192.0.2.1:1', '--connect and --seed cannot be mixed');
    refused('--book p.json --connect 192.0.2.1:1', '--connect and --book cannot be mixed');
    refused('--random-seed 4 --connect 192.0.2.1:1', '--connect and --random-seed cannot be mixed');
    refused('--random-seed 4 --addresses peers.txt', '--addresses and --random-seed cannot be mixed');
    refused('--seed a.test --dns ::1 --proxy ::1', '--dns and --proxy cannot be mixed');
    refused('--dns 127.0.0.1', '--dns needs --seed: it is asked for seeds');
    refused('--port 8333', '--port needs --seed');
    refused('--proxy 127.0.0.1:9050', '--proxy needs --seed or --addresses or --book or --connect');
    refused('--seed a.test --seed A.test', '--seed names a.test twice');
    refused('--book b.json --ban-file b.json', '--book and --ban-file cannot be the same file');
    refused('--seconds 4 --seconds 5', '--seconds is given twice');
    refused('--json --json', '--json is given twice');
    refused('--connect LOCALHOST:1 --connect localhost:1', '--connect names localhost:1 twice');
    refused('--add-peer [::1]:1 --add-peer [0:0::1]:1', '--add-peer names [::1]:1 twice');
  });
});
