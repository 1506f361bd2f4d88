import { expect } from 'chai';
import { eclipse, expectedPlaces, usualEclipse } from '../../support/eclipse.js';

describe('an attacker who floods the book', function () {
  this.timeout(120_000);

  const seeds = [1, 2];

  it('gets as few places as theory says, and fewer by far than there are', () => {
    const got = seeds.map((seed) => eclipse({ ...usualEclipse, restarts: 5, seed }));
    for (const { fresh, seasoned, restarted, attackersKnown, honestKnown } of got) {
      expect(Math.max(fresh, seasoned, restarted), 'places').to.be.at.most(3);
      expect(attackersKnown).to.be.below(25 * 64);
      expect(honestKnown).to.be.above(9_000);
    }
    expect(expectedPlaces(usualEclipse, 1)).to.be.within(0.2, 0.5);
  });

  it('gets no more places than he has networks, even of a book that knows but a few others', () => {
    const weak = { ...usualEclipse, honest: 50, honestGroups: 50, tried: 5, attackers: 5_000, restarts: 5 };
    for (const seed of seeds) {
      const { fresh, seasoned, restarted } = eclipse({ ...weak, seed });
      for (const places of [fresh, seasoned, restarted]) expect(places).to.be.at.most(5);
    }
  });

  it('gets most of them where he is most networks: the book can do nothing about that', () => {
    const strong = {
      ...usualEclipse,
      honest: 50,
      honestGroups: 50,
      tried: 0,
      attackers: 10_000,
      attackerGroups: 60,
      restarts: 1,
    };
    expect(eclipse({ ...strong, seed: 1 }).fresh).to.be.above(4);
  });
});
