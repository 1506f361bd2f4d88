import { expect } from 'chai';
import { expectClean, marbles, virtualNetwork } from 'rx-connmgr/testing';
import { timer } from 'rxjs';

const network = () => virtualNetwork({ seed: 1, peers: 9, latency: 3 });

describe('expectClean', () => {
  it('returns for a network that nobody has touched', () => {
    expect(() => expectClean(network())).not.to.throw();
  });

  it(
    'throws while a dial is under way or a connection is open, and no longer',
    marbles(() => {
      const all = network();
      const { addresses } = all;
      const dials = addresses.slice(0, 2).map((address) => all.dial(address).subscribe());
      const left = 'Expected nothing to be left in the network, got';
      expect(() => expectClean(all)).to.throw(`${left} 0 open and 2 being dialled: 11.0.0.1:8333, 11.1.0.1:8333`);
      timer(4).subscribe(() => {
        dials[0]?.unsubscribe();
        expect(() => expectClean(all)).to.throw(`${left} 1 open and 0 being dialled: 11.1.0.1:8333`);
        dials[1]?.unsubscribe();
        expect(() => expectClean(all)).not.to.throw();
      });
    }),
  );

  it(
    'names the first five of many',
    marbles(() => {
      const all = network();
      const dials = all.addresses.map((address) => all.dial(address).subscribe());
      expect(() => expectClean(all)).to.throw(/9 being dialled: (11\.\d\.0\.1:8333, ){5}4 more$/);
      for (const dial of dials) dial.unsubscribe();
    }),
  );

  it(
    'throws for a dial to where nobody is',
    marbles(() => {
      const all = network();
      const dial = all.dial({ host: '11.99.0.1', port: 8333 }).subscribe();
      expect(() => expectClean(all)).to.throw('1 being dialled: where nobody is');
      dial.unsubscribe();
    }),
  );
});
