import { expect } from 'chai';
import { fromDnsSeeds, type Seed } from 'rx-connmgr';
import { of } from 'rxjs';
import { chains } from '../../../examples/bitcoin-node/wire/chains.js';
import { hex } from '../../support/play.js';

describe('chains', () => {
  it('are known by magic and port', () => {
    expect(Object.values(chains).map(({ name, magic, port }) => [name, hex(magic), port])).to.deep.equal([
      ['mainnet', 'f9beb4d9', 8333],
      ['testnet4', '1c163f28', 48_333],
      ['signet', '0a03cf40', 38_333],
      ['regtest', 'fabfb5da', 18_444],
    ]);
  });

  it('are named as their key', () => {
    for (const [key, { name }] of Object.entries(chains)) expect(name).to.equal(key);
  });

  it('have seeds that can be asked for services, all but regtest', () => {
    const asked: string[] = [];
    for (const { seeds, port } of Object.values(chains)) {
      if (seeds.length === 0) continue;
      const lookup = (host: string) => {
        asked.push(host);
        return of<readonly string[]>([]);
      };
      fromDnsSeeds(seeds, { port, services: 9n, lookup })
        .subscribe({ error: () => undefined })
        .unsubscribe();
    }
    const count = ({ seeds }: { readonly seeds: readonly Seed[] }) => seeds.length;
    expect(Object.values(chains).map(count)).to.deep.equal([8, 2, 2, 0]);
    expect(asked).to.have.length.greaterThan(0);
    for (const host of asked) expect(host).to.match(/^x9\./);
  });
});
