import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { ConnectionManager, isConnectionError } from 'rx-connmgr';
import { NEVER, Observable, Subject, firstValueFrom, throwError, type Subscriber } from 'rxjs';

/** Dials that are answered by hand. */
const byHand = () => {
  const dials = new Map<string, Subscriber<string>>();
  const dial = (name: string) =>
    new Observable<string>((subscriber) => {
      dials.set(name, subscriber);
      return () => dials.delete(name);
    });
  return { dials, dial };
};

const settled = async <T>(promise: Promise<T>): Promise<unknown> =>
  Promise.race([promise.catch((error: unknown) => error), setImmediate('pending')]);

describe('ConnectionManager', () => {
  it('gives the connection of a request, now or next, more than once', async () => {
    const { dials, dial } = byHand();
    await using manager = new ConnectionManager({ dial }).start();
    const handle = manager.connect('a', { permanent: true });
    const [first, second] = [handle.established(), handle.established()];
    expect(await settled(first)).to.equal('pending');
    expect(handle.connection).to.equal(undefined);
    dials.get('a')?.next('c');
    expect(await Promise.all([first, second, handle.established()])).to.deep.equal(['c', 'c', 'c']);
    expect(handle.connection).to.equal('c');
    handle.disconnect();
    expect([handle.state, handle.connection]).to.deep.equal(['waiting', undefined]);
    const next = handle.established();
    expect(manager.retry(handle.id)).to.equal(true);
    dials.get('a')?.next('d');
    expect(await next).to.equal('d');
  });

  it('rejects with what ended the request, and says the reason without rejecting', async () => {
    const { dials, dial } = byHand();
    await using manager = new ConnectionManager({ dial }).start();
    const refused = manager.connect('a');
    const waiting = refused.established();
    dials.get('a')?.error(new Error('refused'));
    const error = await settled(waiting);
    expect(isConnectionError(error, 'failed') && (error.cause as Error).message).to.equal('refused');
    expect(await refused.ended()).to.equal('failed');
    expect(await settled(refused.established())).to.equal(error);

    const live = manager.connect('b');
    const duplicate = manager.connect('b');
    const told = await settled(duplicate.established());
    expect(isConnectionError(told, 'duplicate') && told.id).to.equal(live.id);
    expect(manager.get(live.id)?.state).to.equal('dialing');
    expect(await duplicate.ended()).to.equal('duplicate');

    const removed = manager.connect('c');
    const never = removed.established();
    removed.remove();
    expect(isConnectionError(await settled(never), 'removed')).to.equal(true);
    expect(isConnectionError(await settled(removed.established()), 'removed')).to.equal(true);
  });

  it('ends the waiting only when the signal of `established` aborts', async () => {
    const { dials, dial } = byHand();
    await using manager = new ConnectionManager({ dial }).start();
    const handle = manager.connect('a');
    const abort = new AbortController();
    const waiting = handle.established({ signal: abort.signal });
    abort.abort(new Error('no patience'));
    expect(((await settled(waiting)) as Error).message).to.equal('no patience');
    expect(((await settled(handle.established({ signal: abort.signal }))) as Error).message).to.equal('no patience');
    dials.get('a')?.next('c');
    expect(await handle.established()).to.equal('c');
  });

  it('removes the request when the signal of `connect` aborts, whenever that is', async () => {
    const { dials, dial } = byHand();
    await using manager = new ConnectionManager({ dial }).start();
    const abort = new AbortController();
    const handles = ['a', 'b'].map((name) => manager.connect(name, { permanent: true, signal: abort.signal }));
    dials.get('a')?.next('c');
    abort.abort();
    expect(handles.map(({ state }) => state)).to.deep.equal(['ended', 'ended']);
    expect(await handles[0]?.ended()).to.equal('removed');
    expect(manager.connect('d', { signal: abort.signal }).state).to.equal('ended');
  });

  it('leaves no listener on a signal once the request has ended', async () => {
    let listeners = 0;
    const signal = new AbortController().signal;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    await using manager = new ConnectionManager<string>({ dial: () => NEVER }).start();
    const handle = manager.connect('a', { signal });
    const waiting = handle.established({ signal });
    expect(listeners).to.equal(2);
    handle.remove();
    await settled(waiting);
    expect(listeners).to.equal(0);
  });

  it('never has an unhandled rejection, whatever fails', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const manager = new ConnectionManager<string>({ dial: () => throwError(() => new Error('refused')) }).start();
    manager.connect('a');
    manager.connect('b', { permanent: true });
    await manager.stop();
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).to.deep.equal([]);
  });

  it('shows those alive first, then each new one; and they end', async () => {
    const { dials, dial } = byHand();
    const manager = new ConnectionManager({ dial }).start();
    manager.connect('a');
    manager.connect('b');
    dials.get('a')?.next('c');
    const seen: string[] = [];
    manager.connections$.subscribe({ next: ({ address }) => seen.push(address), complete: () => seen.push('end') });
    expect(seen).to.deep.equal(['a']);
    dials.get('b')?.next('d');
    expect(seen).to.deep.equal(['a', 'b']);
    expect((await firstValueFrom(manager.connections$)).connection).to.equal('c');
    const connected = manager.connections.get(1);
    let closed = false;
    connected?.closed$.subscribe(() => (closed = true));
    dials.get('a')?.complete();
    expect([closed, manager.connections.size]).to.deep.equal([true, 1]);
    await manager.stop();
    expect(seen).to.deep.equal(['a', 'b', 'end']);
  });

  it('shows the snapshot now, then once after each burst, and a last one', async () => {
    const { dial } = byHand();
    const manager = new ConnectionManager({ dial });
    const sizes: number[] = [];
    manager.snapshot$.subscribe(({ requests }) => sizes.push(requests.length));
    manager.start();
    for (let i = 0; i < 100; i += 1) manager.connect(`a${i}`);
    await setImmediate();
    await new Promise((resolve) => setTimeout(resolve, 1));
    await manager.stop();
    expect(sizes).to.deep.equal([0, 100, 0]);
  });

  it('stops once, resolves for each who asks, and at the end of an `await using` block', async () => {
    const { dials, dial } = byHand();
    let state: string;
    let handle: { readonly state: string } | undefined;
    {
      await using manager = new ConnectionManager({ dial }).start();
      handle = manager.connect('a');
      dials.get('a')?.next('c');
      state = handle.state;
    }
    expect([state, handle.state, dials.size]).to.deep.equal(['established', 'ended', 0]);
    const manager = new ConnectionManager({ dial }).start();
    await Promise.all([manager.stop(), manager.stop()]);
    await manager.stop();
    expect(manager.start().snapshot().health).to.equal('stopped');
    expect(await manager.connect('late').ended()).to.equal('stopped');
  });

  it('removes at the end of a `using` block', async () => {
    const { dial } = byHand();
    await using manager = new ConnectionManager({ dial }).start();
    {
      using handle = manager.connect('a');
      expect(handle.state).to.equal('dialing');
    }
    expect(manager.snapshot().requests).to.deep.equal([]);
  });

  it('completes the streams for those who subscribe after the stop, too', async () => {
    const manager = new ConnectionManager({ dial: () => NEVER, maxOutbound: new Subject<number>() }).start();
    await manager.stop();
    const ends: string[] = [];
    manager.events$.subscribe({ complete: () => ends.push('events') });
    manager.connections$.subscribe({ complete: () => ends.push('connections') });
    manager.health$.subscribe({ next: (health) => ends.push(health), complete: () => ends.push('health') });
    manager.snapshot$.subscribe({ complete: () => ends.push('snapshot') });
    expect(ends).to.deep.equal(['events', 'connections', 'stopped', 'health', 'snapshot']);
  });

  it('refuses arguments that cannot be', async () => {
    await using manager = new ConnectionManager<string>({ dial: () => NEVER });
    expect(() => manager.connect('a', { permanant: true } as never)).to.throw('permanant');
    expect(() => manager.stop({ drain: -1 })).to.throw('Expected `drain` to be');
  });
});
