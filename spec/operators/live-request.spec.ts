import { expect } from 'chai';
import type { Happening } from '../../lib/core/events.js';
import { requestOf } from '../support/world.js';

const refused = new Error('refused');
const local = Object.assign(new Error('too many'), { code: 'EMFILE' });

const happenings = {
  dial: { type: 'dialing' },
  arrive: { type: 'established', connection: 'c' },
  refuse: { type: 'failed', error: refused },
  exhaust: { type: 'failed', error: local },
  lose: { type: 'disconnected', by: 'peer' },
  break: { type: 'disconnected', by: 'peer', error: refused },
  close: { type: 'disconnected', by: 'us' },
  wait: { type: 'waiting', failures: 1, delay: 5_000 },
  end: { type: 'ended', reason: 'closed' },
} as const satisfies Record<string, Happening<string>>;

type Act = keyof typeof happenings | 'last';

/** A request to which these things happen; `last` is the sign that its connection has lasted. */
const after = (...acts: readonly Act[]) => {
  const request = requestOf('permanent');
  for (const act of acts) {
    if (act === 'last') request.lasted = true;
    else request.note(happenings[act]);
  }
  const { state, verdict, reached, lasted, error } = request;
  return { state, verdict, reached, lasted, error };
};

describe('LiveRequest', () => {
  const fresh = { state: 'queued', verdict: 'none', reached: false, lasted: false, error: undefined };

  for (const [acts, expected] of [
    [[], {}],
    [['dial'], { state: 'dialing' }],
    [['dial', 'refuse'], { state: 'waiting', verdict: 'failed', error: refused }],
    [['dial', 'exhaust'], { state: 'waiting', verdict: 'local', error: local }],
    [['dial', 'arrive'], { state: 'established', reached: true }],
    [['dial', 'arrive', 'lose'], { state: 'waiting', verdict: 'failed', reached: true }],
    [['dial', 'arrive', 'break'], { state: 'waiting', verdict: 'failed', reached: true, error: refused }],
    [['dial', 'arrive', 'close'], { state: 'waiting', verdict: 'closed', reached: true }],
    [['dial', 'arrive', 'last', 'lose'], { state: 'waiting', verdict: 'lasted', reached: true, lasted: true }],
    [['dial', 'arrive', 'last', 'close'], { state: 'waiting', verdict: 'lasted', reached: true, lasted: true }],
    [['dial', 'refuse', 'end'], { state: 'ended', verdict: 'failed', error: refused }],
  ] as const) {
    it(`knows how it stands after: ${acts.join(', ') || 'nothing'}`, () => {
      expect(after(...acts)).to.deep.equal({ ...fresh, ...expected });
    });
  }

  it('forgets how its last life went when the next begins, but for the verdict', () => {
    expect(after('dial', 'arrive', 'last', 'break', 'wait', 'dial')).to.deep.equal({
      ...fresh,
      state: 'dialing',
      verdict: 'lasted',
    });
  });
});
