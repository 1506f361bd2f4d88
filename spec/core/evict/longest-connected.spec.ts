import { expect } from 'chai';
import fc from 'fast-check';
import { longestConnected } from '../../../lib/core/evict/longest-connected.js';

interface One {
  readonly since: number;
  readonly network?: string;
}

const networks = ['cjdns', 'i2p', 'local', 'onion'];

/** How Bitcoin Core shares the places of the disadvantaged networks: in rounds. Returns how many each gets. */
const shared = (counts: readonly number[], places: number): readonly number[] => {
  const nets = counts.map((count, i) => ({ i, count, got: 0 })).sort((a, b) => a.count - b.count || a.i - b.i);
  let done = 0;
  for (;;) {
    const some = nets.filter(({ count }) => count > 0).length;
    if (done >= places || some === 0) break;
    const each = Math.max(Math.floor((places - done) / some), 1);
    for (const net of nets) {
      if (net.count === 0) continue;
      const got = Math.min(net.count, each);
      net.got += got;
      net.count -= got;
      done += got;
      if (done >= places) break;
    }
  }
  return nets.sort((a, b) => a.i - b.i).map(({ got }) => got);
};

describe('longestConnected', () => {
  const plain = (count: number): One[] => Array.from({ length: count }, (_, i) => ({ since: 100 + i }));
  const of = (network: string, count: number): One[] =>
    Array.from({ length: count }, (_, i) => ({ since: 500 + i, network }));
  const tally = (all: readonly One[]) => {
    const chosen = longestConnected(all, networks);
    return ['', ...networks].map((name) => [...chosen].filter(({ network = '' }) => network === name).length);
  };

  it('is the half that is connected longest', () => {
    const all = [5, 3, 9, 1, 7].map((since) => ({ since }));
    expect([...longestConnected(all, networks)].map(({ since }) => since)).to.have.members([1, 3]);
  });

  it('leaves half of the places to disadvantaged networks, though all of them are younger', () => {
    expect(tally([...plain(12), ...of('onion', 8)])).to.deep.equal([5, 0, 0, 0, 5]);
    expect(tally([...plain(16), ...of('onion', 2), ...of('i2p', 2)])).to.deep.equal([6, 0, 2, 0, 2]);
  });

  it('shares them, and gives what a small network leaves to the others', () => {
    expect(tally([...plain(20), ...of('onion', 9), ...of('i2p', 9), ...of('cjdns', 2)])).to.deep.equal([
      10, 2, 4, 0, 4,
    ]);
  });

  it('gives what all of them leave to whoever is connected longest', () => {
    expect(tally([...plain(19), ...of('local', 1)])).to.deep.equal([9, 0, 0, 1, 0]);
  });

  it('protects the longest connected of each network', () => {
    const all = [...plain(6), ...of('onion', 6)];
    const onions = [...longestConnected(all, networks)].filter(({ network }) => network === 'onion');
    expect(onions.map(({ since }) => since)).to.deep.equal([500, 501, 502]);
  });

  it('shares as Bitcoin Core does, whatever the sizes', () => {
    const sizes = fc.array(fc.nat(12), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.nat(40), (counts, others) => {
        const all = [...plain(others), ...networks.flatMap((network, i) => of(network, counts[i] ?? 0))];
        const places = Math.floor(all.length / 2);
        const reserved = shared(counts, Math.floor(places / 2));
        const chosen = longestConnected(all, networks);
        expect(chosen.size).to.equal(places);
        // the others are all older: beyond what is reserved, a disadvantaged one is chosen only where they run out
        const rest = Math.max(0, places - reserved.reduce((sum, got) => sum + got, 0) - others);
        const got = networks.map((name) => [...chosen].filter(({ network }) => network === name).length);
        expect(got.reduce((sum, count) => sum + count, 0)).to.equal(
          reserved.reduce((sum, count) => sum + count, 0) + rest,
        );
        if (rest === 0) expect(got).to.deep.equal(reserved);
      }),
    );
  });
});
