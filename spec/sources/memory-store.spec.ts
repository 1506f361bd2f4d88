import { expect } from 'chai';
import { concat, lastValueFrom, type Observable } from 'rxjs';
import { ArgumentError } from '../../lib/core/errors.js';
import { memoryStore } from '../../lib/sources/memory-store.js';

/** What an observable tells in the turn of its subscription. */
const told = (source$: Observable<unknown>) => {
  const all: unknown[] = [];
  source$.subscribe({
    next: (value) => all.push(value),
    error: (error: unknown) => all.push(error),
    complete: () => all.push('|'),
  });
  return all;
};

describe('memoryStore', () => {
  it('loads what was saved last, and before that what it was made with', () => {
    const store = memoryStore({ version: 1 });
    expect(told(store.load())).to.deep.equal([{ version: 1 }, '|']);
    expect(told(store.save([2]))).to.deep.equal(['|']);
    expect(told(store.load())).to.deep.equal([[2], '|']);
  });

  it('loads undefined where nothing is', () => {
    expect(told(memoryStore().load())).to.deep.equal([undefined, '|']);
  });

  it('keeps copies and gives copies', () => {
    const initial = { list: [1] };
    const store = memoryStore(initial);
    initial.list.push(2);
    const [loaded] = told(store.load()) as [{ list: number[] }];
    loaded.list.push(3);
    expect(told(store.load())[0]).to.deep.equal({ list: [1] });
    const data = { list: [4] };
    store.save(data).subscribe();
    data.list.push(5);
    expect(told(store.load())[0]).to.deep.equal({ list: [4] });
  });

  it('does nothing before it is subscribed to, and takes the data as it is then', () => {
    const store = memoryStore('first');
    const data = [1];
    const save$ = store.save(data);
    const load$ = store.load();
    expect(told(store.load())[0]).to.equal('first');
    data.push(2);
    save$.subscribe();
    expect(told(load$)[0]).to.deep.equal([1, 2]);
  });

  it('keeps null, which is not nothing', () => {
    expect(told(memoryStore(null).load())).to.deep.equal([null, '|']);
  });

  it('refuses what is no plain data, and keeps what it has', () => {
    expect(() => memoryStore(new Map())).to.throw(ArgumentError, /plain data/);
    const store = memoryStore('first');
    const [error, ...more] = told(store.save({ services: 1n }));
    expect(error).to.be.instanceOf(ArgumentError);
    expect(more).to.deep.equal([]);
    expect(told(store.load())[0]).to.equal('first');
  });

  it('sets aside, where it can be looked at', () => {
    const store = memoryStore([1]);
    const [name, end] = told(store.setAside('of version 9'));
    expect([name, end]).to.deep.equal(['memory 1: of version 9', '|']);
    expect([...store.aside]).to.deep.equal([[name, [1]]]);
    expect(told(store.load())).to.deep.equal([undefined, '|']);
    expect(told(store.setAside('nothing'))).to.deep.equal(['|']);
    expect(told(concat(store.save([2]), store.setAside('of version 9')))[0]).to.equal('memory 2: of version 9');
    expect([...store.aside.values()]).to.deep.equal([[1], [2]]);
  });

  it('serves whoever asks for promises', async () => {
    const store = memoryStore();
    await lastValueFrom(store.save('a'), { defaultValue: undefined });
    expect(await lastValueFrom(store.load())).to.equal('a');
  });
});
