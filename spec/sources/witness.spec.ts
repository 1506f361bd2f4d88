import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { asyncScheduler, timer } from 'rxjs';
import type { Address } from '../../lib/core/address.js';
import { GroupUses } from '../../lib/core/address-book/group-uses.js';
import type { Happening } from '../../lib/core/events.js';
import type { EndReason, Id, Kind } from '../../lib/core/request.js';
import { Witness } from '../../lib/sources/witness.js';
import { systemError } from '../../lib/testing/system-error.js';

const a: Address = { host: '8.8.8.8', port: 8333 };
const b: Address = { host: '9.9.9.9', port: 8333 };

const watch = () => {
  const uses = new GroupUses();
  const told: string[] = [];
  const note = (what: string) => (address: Address) =>
    told.push(`${asyncScheduler.now()} ${what} ${address.host.charAt(0)}`);
  const notes = { attempt: note('attempt'), fail: note('fail'), good: note('good'), connected: note('connected') };
  const witness = new Witness({
    uses,
    group: ({ host }) => host,
    goodAfter: 100,
    notes,
    freed: (key) => told.push(`${asyncScheduler.now()} freed ${key.charAt(0)}`),
  });
  const say = (id: Id, happening: Happening<unknown>, address = a, kind: Kind = 'automatic') =>
    witness.report({ id, address, kind, ...happening });
  return { uses, told, witness, say };
};

const dialing = { type: 'dialing' } as const;
const established = { type: 'established', connection: 1 } as const;
const disconnected = (by: 'peer' | 'us', error?: unknown) => ({ type: 'disconnected', by, error }) as const;
const ended = (reason: EndReason) => ({ type: 'ended', reason }) as const;

describe('Witness', () => {
  it(
    'notes a dial as it begins, and its failure unless that is ours',
    marbles(() => {
      const { told, say } = watch();
      say(1, dialing);
      say(1, { type: 'failed', error: systemError('connect', 'ECONNREFUSED', a) });
      say(1, { type: 'waiting', failures: 1, delay: 5 });
      say(1, dialing);
      say(1, { type: 'failed', error: systemError('connect', 'ENETUNREACH', a) });
      say(1, ended('failed'));
      expect(told).to.deep.equal(['0 attempt 8', '0 fail 8', '0 attempt 8', '0 freed 8']);
    }),
  );

  it(
    'takes it for good once it has lasted, and notes until when it did',
    marbles(({ flush }) => {
      const { told, say } = watch();
      say(1, dialing);
      say(1, established);
      timer(250).subscribe(() => say(1, disconnected('peer')));
      timer(250).subscribe(() => say(1, ended('closed')));
      flush();
      expect(told).to.deep.equal(['0 attempt 8', '100 good 8', '250 connected 8', '250 freed 8']);
    }),
  );

  for (const [what, how, note] of [
    ['that the peer ends too soon for a failure', disconnected('peer'), ['99 fail 8']],
    ['that we end too soon for nothing', disconnected('us'), []],
    ['that is lost by our fault for nothing', disconnected('peer', systemError('read', 'ENETDOWN', a)), []],
  ] as const) {
    it(
      `takes one ${what}, with no timer left`,
      marbles(
        ({ flush }) => {
          const { told, say } = watch();
          say(1, dialing);
          say(1, established);
          timer(99).subscribe(() => say(1, how));
          flush();
          expect(told).to.deep.equal(['0 attempt 8', ...note]);
        },
        { maxFrames: 99 },
      ),
    );
  }

  it(
    'counts the network of a request from its dial to its end, whatever happens between, and none that came to us',
    marbles(({ flush }) => {
      for (const kind of ['automatic', 'manual', 'permanent'] as const) {
        const { uses, say } = watch();
        say(1, dialing, a, kind);
        say(1, { type: 'failed', error: 'x' }, a, kind);
        say(1, { type: 'waiting', failures: 1, delay: 5 }, a, kind);
        say(1, dialing, a, kind);
        say(1, established, a, kind);
        say(1, disconnected('us'), a, kind);
        expect([uses.busy(a.host), uses.size]).to.deep.equal([true, 1]);
        say(1, ended('removed'), a, kind);
        expect([uses.busy(a.host), uses.size]).to.deep.equal([false, 0]);
      }
      const { uses, say, told } = watch();
      say(1, established, a, 'inbound');
      say(1, disconnected('peer'), a, 'inbound');
      say(1, ended('closed'), a, 'inbound');
      expect([uses.size, told]).to.deep.equal([0, []]);
      flush();
    }),
  );

  it(
    'takes the end of a duplicate for nothing',
    marbles(() => {
      const { uses, told, say } = watch();
      say(1, dialing);
      say(2, ended('duplicate'), a, 'manual');
      expect([uses.busy(a.host), told]).to.deep.equal([true, ['0 attempt 8']]);
    }),
  );

  it('has nothing to say of the health', () => {
    const { told, witness } = watch();
    witness.report({ type: 'health', health: 'ok' });
    expect(told).to.deep.equal([]);
  });

  describe('knows who was connected longest', () => {
    it(
      'of those that are, and have lasted',
      marbles(({ flush }) => {
        const { witness, say } = watch();
        say(1, established, b);
        timer(10).subscribe(() => say(2, established, a));
        timer(50).subscribe(() => say(3, established, { host: '7.7.7.7', port: 1 }));
        timer(50).subscribe(() => say(4, established, { host: '6.6.6.6', port: 1 }, 'permanent'));
        timer(120).subscribe(() => expect(witness.longest).to.deep.equal(['9.9.9.9:8333', '8.8.8.8:8333']));
        timer(130).subscribe(() => {
          say(1, disconnected('peer'), b);
          say(1, ended('failed'), b);
        });
        timer(200).subscribe(() => {
          expect(witness.longest).to.deep.equal(['8.8.8.8:8333', '7.7.7.7:1']);
          witness.stop();
        });
        flush();
      }),
    );

    it(
      'of those that were when the manager stopped, until it starts again',
      marbles(({ flush }) => {
        const { witness, say } = watch();
        say(1, established, b);
        say(2, established, a);
        timer(200).subscribe(() => {
          for (const [id, address] of [
            [1, b],
            [2, a],
          ] as const) {
            say(id, disconnected('us'), address);
            say(id, ended(id === 1 ? 'stopped' : 'removed'), address);
          }
          expect(witness.longest).to.deep.equal(['9.9.9.9:8333']);
          witness.stop();
          expect(witness.longest).to.deep.equal(['9.9.9.9:8333']);
          witness.start();
          expect(witness.longest).to.deep.equal([]);
        });
        flush();
      }),
    );
  });

  it(
    'lets go of everything when the manager is gone without a word, and still knows who was connected',
    marbles(
      ({ flush }) => {
        const { uses, witness, say } = watch();
        say(1, dialing, b);
        say(2, dialing);
        say(2, established);
        timer(150).subscribe(() => {
          say(3, established, { host: '7.7.7.7', port: 1 });
          witness.stop();
          expect([uses.size, witness.longest]).to.deep.equal([0, ['8.8.8.8:8333']]);
        });
        flush();
      },
      { maxFrames: 150 },
    ),
  );
});
