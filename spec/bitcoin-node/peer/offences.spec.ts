import { expect } from 'chai';
import { NEVER, Subject, concat, merge, of } from 'rxjs';
import {
  ConnectionError,
  ConnectionManager,
  bans,
  judge,
  type Address,
  type Ban,
  type ConnectionEvent,
  type InboundRefusal,
  type Offence,
  type Verdict,
} from 'rx-connmgr';
import { greeter } from '../../../examples/bitcoin-node/peer/greeter.js';
import { offences } from '../../../examples/bitcoin-node/peer/offences.js';
import { PeerError } from '../../../examples/bitcoin-node/peer/peer-error.js';
import type { Peer } from '../../../examples/bitcoin-node/peer/peer.js';
import { WireError } from '../../../examples/bitcoin-node/wire/wire-error.js';
import { version } from '../support/version.js';
import { FakePeer } from './support/fake-peer.js';
import { FakeSocket } from './support/fake-socket.js';
import { self } from './support/meet.js';
import { other, verack } from './support/messages.js';
import { virtually } from './support/virtually.js';

const address: Address = { host: '192.0.2.7', port: 8_333 };
const request = { id: 1, address, kind: 'automatic' } as const;

type Told = ConnectionEvent<Address, Peer> | InboundRefusal<Address>;

const found = (...told: readonly Told[]): readonly Offence[] => {
  const list: Offence[] = [];
  of(...told)
    .pipe(offences())
    .subscribe((offence) => list.push(offence));
  return list;
};

const twice = new PeerError('version-twice', 'The peer sent a second `version`');

describe('offences', () => {
  it('finds what ended a connection, or a handshake', () => {
    const offence = { address, persistent: 1, transient: 20, reason: twice.message };
    const wrapped = new ConnectionError('handshake', 'The handshake failed', { cause: twice });
    expect(found({ ...request, type: 'disconnected', by: 'us', error: twice })).to.deep.equal([offence]);
    expect(found({ ...request, type: 'failed', error: wrapped })).to.deep.equal([offence]);
    expect(found({ address, reason: 'failed', error: wrapped })).to.deep.equal([offence]);
  });

  it('finds what was wrong with the bytes', () => {
    const error = new WireError('checksum', 'A bad checksum');
    expect(found({ ...request, type: 'disconnected', by: 'us', error })).to.deep.equal([
      { address, persistent: error.score, transient: 0, reason: 'A bad checksum' },
    ]);
  });

  it('blames nobody for what is nobody’s fault', () => {
    const errors = [
      new PeerError('self', ''),
      new PeerError('services', ''),
      new PeerError('unread', ''),
      new PeerError('silent', ''),
      new ConnectionError('heartbeat', ''),
      new ConnectionError('timeout', ''),
      Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
      'thrown',
      undefined,
    ];
    expect(found(...errors.map((error) => ({ ...request, type: 'failed', error }) as const))).to.deep.equal([]);
    expect(
      found(...errors.map((error) => ({ ...request, type: 'disconnected', by: 'peer', error }) as const)),
    ).to.deep.equal([]);
    expect(found({ address, reason: 'full' }, { address, reason: 'banned' })).to.deep.equal([]);
    expect(
      found(
        { ...request, type: 'dialing' },
        { ...request, type: 'waiting', failures: 1, delay: 1 },
        { ...request, type: 'ended', reason: 'failed', error: new ConnectionError('failed', '', { cause: twice }) },
        { type: 'health', health: 'ok' },
      ),
    ).to.deep.equal([]);
  });

  it('finds what a peer should not do all the time, until it leaves', () => {
    const peer = new FakePeer('192.0.2.7');
    const list: Offence[] = [];
    let completed = false;
    of<Told>({ ...request, type: 'established', connection: peer })
      .pipe(offences())
      .subscribe({ next: (offence) => list.push(offence), complete: () => (completed = true) });
    peer.say(other('mempool'));
    peer.say(other('getdata', Buffer.from('fd50c3', 'hex')));
    peer.say(other('getdata', Buffer.from('01', 'hex')));
    peer.say(other('inv', Buffer.from('fd50c3', 'hex')));
    peer.say(verack);
    expect(list).to.deep.equal([
      { address: peer.address, persistent: 0, transient: 33, reason: 'It sent `mempool`' },
      { address: peer.address, persistent: 0, transient: 99, reason: 'It sent `getdata`' },
    ]);
    expect(completed).to.equal(false);
    peer.leave();
    expect(completed).to.equal(true);
  });

  it(
    'lead to bans, of whoever does too much and of whoever comes again and again',
    virtually(() => {
      const told$ = new Subject<Told>();
      const list: Ban[] = [];
      told$.pipe(offences(), bans()).subscribe((ban) => list.push(ban));
      for (let i = 0; i < 4; i += 1) told$.next({ address, reason: 'failed', error: twice });
      expect(list).to.deep.equal([]);
      told$.next({ address, reason: 'failed', error: twice });
      expect(list.map(({ subnet }) => subnet)).to.deep.equal(['192.0.2.7']);

      const peer = new FakePeer('192.0.2.8');
      told$.next({ ...request, type: 'established', connection: peer });
      for (let i = 0; i < 4; i += 1) peer.say(other('mempool'));
      expect(list.map(({ subnet }) => subnet)).to.deep.equal(['192.0.2.7', '192.0.2.8']);
      told$.complete();
      peer.leave();
    }),
  );

  it(
    'are in what a manager tells',
    virtually((at) => {
      const greet = greeter(self());
      const sockets: FakeSocket[] = [];
      const verdicts: Verdict[] = [];
      const socket$ = () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return concat(of(socket), NEVER);
      };
      const manager = new ConnectionManager<Address, Peer>({
        dial: (to, { kind }) => socket$().pipe(greet({ address: to, kind })),
        inbound: concat(
          of({
            address: { host: '192.0.2.9', port: 5 },
            connection$: socket$().pipe(greet({ address, kind: 'inbound' })),
          }),
          NEVER,
        ),
      });
      merge(manager.events$, manager.refused$)
        .pipe(offences(), judge())
        .subscribe((verdict) => verdicts.push(verdict));
      manager.start();
      manager.connect(address);
      at(1_000, () => {
        const [visitor, dialled] = sockets;
        visitor!.hear(verack);
        dialled!.hear(version(), verack, other('mempool'), version());
        expect(verdicts.map(({ offence }) => [offence.address.host, offence.reason])).to.deep.equal([
          ['192.0.2.9', 'The peer sent `verack` before `version`'],
          ['192.0.2.7', 'It sent `mempool`'],
          ['192.0.2.7', 'The peer sent a second `version`'],
        ]);
        void manager.stop();
      });
    }),
  );
});
