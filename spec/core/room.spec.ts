import { expect } from 'chai';
import fc from 'fast-check';
import { roomOf } from '../../lib/core/room.js';

const count = fc.nat(20);

describe('roomOf', () => {
  for (const [what, maxPeers, household, room] of [
    ['an empty house', 10, { wanted: 8, permanent: 0, automatic: 0, manual: 0 }, { places: 8, inbound: 2 }],
    ['permanent ones', 10, { wanted: 8, permanent: 2, automatic: 8, manual: 0 }, { places: 8, inbound: 0 }],
    [
      'more of those than fit beside',
      10,
      { wanted: 8, permanent: 5, automatic: 5, manual: 0 },
      { places: 5, inbound: 0 },
    ],
    ['nothing but those', 10, { wanted: 8, permanent: 10, automatic: 0, manual: 0 }, { places: 0, inbound: 0 }],
    [
      'more of those than there may be',
      10,
      { wanted: 8, permanent: 12, automatic: 0, manual: 0 },
      { places: 0, inbound: -2 },
    ],
    ['manual ones', 10, { wanted: 3, permanent: 1, automatic: 3, manual: 4 }, { places: 3, inbound: 2 }],
    ['too many of those', 10, { wanted: 8, permanent: 1, automatic: 8, manual: 3 }, { places: 8, inbound: -2 }],
    [
      'one that has lost its place',
      10,
      { wanted: 3, permanent: 0, automatic: 5, manual: 0 },
      { places: 3, inbound: 5 },
    ],
    ['nobody at all', 0, { wanted: 8, permanent: 0, automatic: 0, manual: 0 }, { places: 0, inbound: 0 }],
    ['no limit', Infinity, { wanted: 8, permanent: 3, automatic: 8, manual: 1 }, { places: 8, inbound: Infinity }],
  ] as const) {
    it(what, () => {
      expect(roomOf(maxPeers, household)).to.deep.equal(room);
    });
  }

  it('never gives more than there is, and never less to a place than to who comes in', () => {
    fc.assert(
      fc.property(count, count, count, count, count, (maxPeers, wanted, permanent, automatic, manual) => {
        const { places, inbound } = roomOf(maxPeers, { wanted, permanent, automatic, manual });
        expect(places).to.be.within(0, wanted);
        if (permanent <= maxPeers) expect(permanent + places).to.be.at.most(maxPeers);
        if (inbound < 0) return;
        expect(permanent + Math.max(places, automatic) + manual + inbound).to.equal(maxPeers);
        if (inbound > 0) expect(places, 'the places are reserved first').to.equal(wanted);
      }),
    );
  });
});
