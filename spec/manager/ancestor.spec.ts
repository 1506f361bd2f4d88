import { expect } from 'chai';
import { ArgumentError, ConnectionManager, linear, type Inbound } from 'rx-connmgr';
import { Subject, merge } from 'rxjs';
import sinon from 'sinon';
import { holding, names } from '../support/hold.js';
import { Script } from '../support/script.js';

/** The tests of btcd's connmgr, by their names: what they assert holds here too. */
describe('the tests of the ancestor', () => {
  it('TestNewConfig', () => {
    expect(() => new ConnectionManager({} as never)).to.throw(ArgumentError, 'Expected `dial` to be a function');
    expect(() => new ConnectionManager({ dial: new Script(() => 0).dial })).not.to.throw();
  });

  it(
    'TestUseLogger',
    holding({}, ({ manager, flush }) => {
      const log = sinon.stub(console, 'log');
      const logged = sinon.spy();
      manager.events$.subscribe(logged);
      manager.start().connect('a');
      flush();
      log.restore();
      expect(log.called, 'nothing is logged unless asked for').to.equal(false);
      expect(logged.callCount).to.be.greaterThan(2);
    }),
  );

  it(
    'TestStartStop',
    holding({ addresses: names(3), maxOutbound: 1 }, ({ manager, script, told, at, flush }) => {
      manager.start();
      at(5, () => {
        expect(told()).to.deep.equal(['1 automatic dialing', '1 automatic established']);
        void manager.stop();
        void manager.stop();
        const late = manager.connect('late');
        expect(late.state).to.equal('ended');
        expect(manager.disconnect(1)).to.equal(false);
        expect(manager.remove(1)).to.equal(false);
      });
      flush();
      expect(told()).to.deep.equal([
        '1 automatic dialing',
        '1 automatic established',
        '1 automatic disconnected',
        '1 automatic ended stopped',
      ]);
      expect(script.dials).to.have.length(1);
    }),
  );

  it(
    'TestConnectMode',
    holding({ maxOutbound: 2 }, ({ manager, script, at, flush }) => {
      manager.start();
      const handle = manager.connect('a', { permanent: true });
      at(10, () => {
        expect(handle.state).to.equal('established');
        expect([...manager.connections.keys()]).to.deep.equal([handle.id]);
        void manager.stop();
      });
      flush();
      expect(script.dials).to.have.length(1);
    }),
  );

  it(
    'TestMaxOutbound',
    holding({ addresses: names(100), maxOutbound: 10 }, ({ manager, script, at, flush }) => {
      manager.start();
      at(60_000, () => {
        expect(manager.connections.size).to.equal(10);
        void manager.stop();
      });
      flush();
      expect(script.dials).to.have.length(10);
      expect(script.most).to.equal(10);
    }),
  );

  it(
    'TestTargetOutbound',
    holding({ addresses: names(100), maxOutbound: 3 }, ({ manager, at, flush }) => {
      manager.start();
      at(10, () => {
        expect(manager.connections.size).to.equal(3);
        void manager.stop();
      });
      flush();
    }),
  );

  it(
    'TestRetryPermanent',
    holding({ retryDuration: 1 }, ({ manager, told, at, flush }) => {
      const handle = manager.connect('a', { permanent: true });
      expect(handle.state, 'asked for before the start').to.equal('queued');
      manager.start();
      at(2, () => handle.disconnect());
      at(10, () => handle.remove());
      at(100, () => void manager.stop());
      flush();
      expect(told()).to.deep.equal([
        '1 permanent dialing',
        '1 permanent established',
        '1 permanent disconnected',
        '1 permanent waiting 0 1',
        '1 permanent dialing',
        '1 permanent established',
        '1 permanent disconnected',
        '1 permanent ended removed',
      ]);
    }),
  );

  it(
    'TestMaxRetryDuration',
    holding(
      {
        retryDuration: 1,
        maxRetryDuration: 2,
        act: (_, n) => (n <= 4 ? { error: new Error('not yet') } : {}),
      },
      ({ manager, script, at, flush }) => {
        manager.start().connect('a', { permanent: true });
        at(20, () => {
          expect(manager.connections.size).to.equal(1);
          void manager.stop();
        });
        flush();
        expect(script.times('a'), 'one, then two, never more').to.deep.equal([0, 1, 3, 5, 7]);
      },
    ),
  );

  it(
    'TestNetworkFailure',
    holding(
      { addresses: names(1_000), maxOutbound: 5, retryDuration: 5, act: () => ({ error: new Error('network down') }) },
      ({ manager, script, at, flush }) => {
        manager.start();
        at(10, () => void manager.stop());
        flush();
        expect(script.dials.length).to.be.within(5, 75);
        expect(manager.snapshot().totals.established).to.equal(0);
      },
    ),
  );

  it(
    'TestStopFailed',
    holding({ act: () => ({ after: 10, error: new Error('too late') }) }, ({ manager, told, at, flush }) => {
      manager.start().connect('a', { permanent: true });
      at(5, () => void manager.stop());
      flush();
      expect(told()).to.deep.equal(['1 permanent dialing', '1 permanent ended stopped']);
    }),
  );

  it(
    'TestRemovePendingConnection',
    holding({ act: () => ({ after: 1_000 }) }, ({ manager, script, at, flush }) => {
      const handle = manager.start().connect('a', { permanent: true });
      at(10, () => {
        expect(handle.state).to.equal('dialing');
        expect(handle.remove()).to.equal(true);
        expect(handle.state).to.equal('ended');
        expect(script.dialing, 'cancelled in the same turn').to.equal(0);
      });
      flush();
      expect(script.dials).to.have.length(1);
    }),
  );

  it(
    'TestCancelIgnoreDelayedConnection',
    holding({ act: () => ({ after: 100 }) }, ({ manager, script, told, at, flush }) => {
      const handle = manager.start().connect('a');
      at(50, () => handle.remove());
      at(200, () => expect(script.open).to.equal(0));
      flush();
      expect(told()).to.deep.equal(['1 manual dialing', '1 manual ended removed']);
    }),
  );

  for (const before of [true, false]) {
    it(
      `TestTargetOutboundComposition, asked for ${before ? 'before' : 'after'} the start`,
      holding({ addresses: names(100), maxOutbound: 3 }, ({ manager, at, flush }) => {
        const connect = () => ['p1', 'p2'].forEach((name) => manager.connect(name, { permanent: true }));
        if (before) connect();
        manager.start();
        if (!before) connect();
        at(30_000, () => {
          const kinds = [...manager.connections.values()].map(({ kind }) => kind).sort();
          expect(kinds).to.deep.equal(['automatic', 'automatic', 'automatic', 'permanent', 'permanent']);
          void manager.stop();
        });
        flush();
      }),
    );
  }

  it(
    'TestListeners',
    holding({}, ({ script, flush }) => {
      const listeners = [new Subject<Inbound<string, string>>(), new Subject<Inbound<string, string>>()];
      const manager = new ConnectionManager<string, string>({
        dial: script.dial,
        inbound: merge(...listeners),
      }).start();
      listeners.forEach((listener, i) =>
        ['a', 'b'].forEach((name) =>
          listener.next({ address: `${name}${i}`, connection$: script.dial(`${name}${i}`) }),
        ),
      );
      expect([...manager.connections.values()].map(({ address }) => address)).to.deep.equal(['a0', 'b0', 'a1', 'b1']);
      void manager.stop();
      expect(listeners.map(({ observed }) => observed)).to.deep.equal([false, false]);
      flush();
    }),
  );

  it(
    'TestListenerInboundLimit',
    holding({ maxInbound: 1, visits: () => ({}) }, ({ manager, visitors, knock, flush }) => {
      manager.start();
      expect([knock('first'), knock('second')]).to.deep.equal([true, false]);
      visitors.hangUp('first');
      expect(knock('third')).to.equal(true);
      flush();
    }),
  );

  it(
    'TestInboundLimitConcurrent',
    holding(
      { maxInbound: 8, visits: (_, n) => ({ after: (7 * n) % 13, lasts: (5 * n) % 11 }) },
      ({ manager, visitors, knock, refused, at, flush }) => {
        manager.start();
        let accepted = 0;
        for (let n = 0; n < 500; n += 1) {
          at(0.5 + Math.floor(n / 25), () => {
            if (knock(`v${n}`)) accepted += 1;
            expect(visitors.open + visitors.dialing).to.be.at.most(8);
          });
        }
        at(100.5, () => {
          expect(accepted).to.be.within(9, 499);
          expect(accepted + refused.length).to.equal(500);
          expect([visitors.open, visitors.dialing]).to.deep.equal([0, 0]);
          const again = Array.from({ length: 9 }, (_, i) => knock(`w${i}`));
          expect(
            again.filter((one) => one),
            'no place is lost',
          ).to.have.length(8);
          void manager.stop();
        });
        flush();
      },
    ),
  );

  it('the figures of its back-off', () => {
    const delays = [1, 2, 3, 4, 5, 6, 60, 61].map((failures) => linear(5_000)(failures));
    expect(delays).to.deep.equal([5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 300_000, 300_000]);
  });
});
