import { expect } from 'chai';
import type { RequestEvent } from 'rx-connmgr';
import { Ledger } from '../../lib/core/ledger.js';

const request = { id: 1, address: 'a', kind: 'permanent' } as const;
const events = {
  dialing: { ...request, type: 'dialing' },
  established: { ...request, type: 'established', connection: 'c' },
  failed: { ...request, type: 'failed', error: 'refused' },
  disconnected: { ...request, type: 'disconnected', by: 'peer' },
  broken: { ...request, type: 'disconnected', by: 'peer', error: 'reset' },
  waiting: { ...request, type: 'waiting', failures: 2, delay: 500 },
  ended: { ...request, type: 'ended', reason: 'removed' },
} as const satisfies Readonly<Record<string, RequestEvent<string, string>>>;

const ledgerAfter = (...names: readonly (keyof typeof events)[]): Ledger<string> => {
  const ledger = new Ledger<string>(0);
  names.forEach((name, i) => ledger.apply(events[name], 10 * (i + 1)));
  return ledger;
};

const rowAfter = (...names: readonly (keyof typeof events)[]) => ledgerAfter(...names).snapshot().requests[0];

describe('Ledger', () => {
  it('has a row for each live request, and none for one that ended', () => {
    expect(rowAfter('dialing')).to.deep.equal({ ...request, state: 'dialing', since: 10, failures: 0 });
    expect(rowAfter('dialing', 'ended')).to.equal(undefined);
  });

  it('says when it will be dialled again, and since when it waits', () => {
    expect(rowAfter('dialing', 'failed', 'waiting')).to.deep.equal({
      ...request,
      state: 'waiting',
      since: 20,
      failures: 2,
      retryAt: 530,
      error: 'refused',
    });
  });

  it('keeps failures and error until it is established', () => {
    expect(rowAfter('dialing', 'failed', 'waiting', 'dialing')).to.deep.equal({
      ...request,
      state: 'dialing',
      since: 40,
      failures: 2,
      error: 'refused',
    });
    const row = rowAfter('dialing', 'failed', 'waiting', 'dialing', 'established');
    expect(row).to.deep.equal({ ...request, state: 'established', since: 50, failures: 0 });
  });

  it('has the error a connection broke with, and none for an orderly end', () => {
    expect(rowAfter('dialing', 'established', 'broken')?.error).to.equal('reset');
    expect(rowAfter('dialing', 'established', 'disconnected')).not.to.have.property('error');
  });

  it('counts events by type', () => {
    const ledger = ledgerAfter('dialing', 'failed', 'waiting', 'dialing', 'ended');
    ledger.apply({ type: 'health', health: 'ok' }, 60);
    const { totals, health, at } = ledger.snapshot();
    expect(totals).to.deep.equal({
      dialing: 2,
      established: 0,
      failed: 1,
      disconnected: 0,
      waiting: 1,
      ended: 1,
      health: 1,
    });
    expect([health, at]).to.deep.equal(['ok', 60]);
  });

  it('shows the same snapshot until something changes, and the same row until that request does', () => {
    const ledger = ledgerAfter('dialing');
    const before = ledger.snapshot();
    expect(ledger.snapshot()).to.equal(before);
    ledger.apply({ ...events.dialing, id: 2, address: 'b' }, 20);
    expect(ledger.snapshot()).not.to.equal(before);
    expect(ledger.snapshot().requests[0]).to.equal(before.requests[0]);
    expect(before.requests, 'what was shown stays as it was').to.have.length(1);
  });

  it('takes note of what no event tells: queued, and another kind', () => {
    const ledger = ledgerAfter('dialing', 'failed', 'waiting');
    ledger.queue(request, 600);
    expect(ledger.snapshot().requests[0]).to.deep.equal({
      ...request,
      state: 'queued',
      since: 600,
      failures: 2,
      error: 'refused',
    });
    ledger.relabel({ ...request, kind: 'manual' }, 700);
    expect(ledger.snapshot().requests[0]?.kind).to.equal('manual');
    ledger.relabel({ ...request, id: 9 }, 800);
    expect(ledger.snapshot().requests).to.have.length(1);
  });

  it('stays sane when it joins late', () => {
    expect(rowAfter('waiting')?.state).to.equal('waiting');
    expect(rowAfter('established')?.state).to.equal('established');
  });
});
