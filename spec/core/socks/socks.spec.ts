import { expect } from 'chai';
import fc from 'fast-check';
import { isSocksError, socksRequest, socksSignIn, type Address, type Dialogue } from 'rx-connmgr';
import { bytes, play, type Played } from '../../support/play.js';
import { runs } from '../../support/runs.js';

/** All that is said to a proxy, with credentials. */
function* whole(): Dialogue<Address> {
  yield* socksSignIn({ username: 'ada', password: 'xy' });
  return yield* socksRequest('connect', 'example.com', 80);
}

const answers = ['01 c0000207', '04 20010db8000000000000000000000007', '03 03612e62', '03 00'].map((address) =>
  bytes(`0502 0100 050000 ${address} 1234`),
);
const failures = ['05ff', '0400', '0502 0101', '0502 0100 05040000', '0502 0100 05f0', '0502 0100 05000009'].map(bytes);

/** Returns what was told, cut at these places. */
const cut = (told: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const sorted = [0, ...places.map((place) => place % (told.length + 1)).sort((a, b) => a - b), told.length];
  return sorted.slice(1).map((end, index) => told.slice(sorted[index], end));
};

const outcome = ({ error, ...played }: Played<Address>) => ({
  ...played,
  code: isSocksError(error) ? error.code : error,
});

describe('SOCKS, however it is cut', () => {
  it('has the same outcome, and the same rest', () => {
    const told = fc.tuple(fc.constantFrom(...answers, ...failures), fc.uint8Array({ maxLength: 9 }));
    fc.assert(
      fc.property(told, fc.array(fc.nat(99), { maxLength: 30 }), fc.boolean(), ([answer, more], places, hangsUp) => {
        const all = Uint8Array.of(...answer, ...more);
        expect(outcome(play(whole(), cut(all, places), hangsUp))).to.deep.equal(outcome(play(whole(), [all], hangsUp)));
      }),
      { numRuns: runs(1_000) },
    );
  });

  it('is done, byte by byte', () => {
    for (const answer of answers) {
      const { result, rest } = play(whole(), cut(Uint8Array.of(...answer, 7, 8, 9), [...answer.keys(), 99]));
      expect(result).to.have.property('port', 0x1234);
      expect([...rest]).to.deep.equal([7, 8, 9]);
    }
  });
});

describe('SOCKS, spoken badly', () => {
  /** One of the known answers with some bytes changed, dropped or added. */
  const mutated = fc
    .tuple(
      fc.constantFrom(...answers, ...failures),
      fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 0, max: 2 }), fc.uint8Array({ maxLength: 3 })), { maxLength: 4 }),
    )
    .map(([answer, changes]) => {
      const changed = [...answer];
      for (const [place, count, by] of changes) changed.splice(place, count, ...by);
      return Uint8Array.from(changed);
    });

  it('ends with an answer or an error of its own, or waits for more; nothing else', () => {
    fc.assert(
      fc.property(
        fc.oneof(mutated, fc.uint8Array({ maxLength: 600 })),
        fc.array(fc.nat(600), { maxLength: 5 }),
        fc.boolean(),
        (told, places, hangsUp) => {
          const { result, error, waiting, rest } = play(whole(), cut(told, places), hangsUp);
          if (error !== undefined) expect(isSocksError(error)).to.be.true;
          else if (result) expect(result).to.have.all.keys('host', 'port');
          else expect(waiting).to.be.within(1, 257);
          if (hangsUp) expect(waiting).to.equal(undefined);
          expect(rest.length).to.be.at.most(told.length);
        },
      ),
      { numRuns: runs(3_000) },
    );
  });

  it('does so for every command', () => {
    const commands = fc.constantFrom(
      ['resolve', 'example.com'] as const,
      ['resolve-ptr', '192.0.2.1'] as const,
      ['connect', '::1'] as const,
    );
    const told = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.constantFrom(1, 3, 4), fc.uint8Array({ maxLength: 300 }))
        .map(([type, more]) => Uint8Array.of(5, 0, 0, type, ...more)),
    );
    fc.assert(
      fc.property(commands, told, ([command, host], bytesTold) => {
        const dialogue = socksRequest(command, host);
        const { result, error } = play(dialogue, [bytesTold], true);
        if (error !== undefined) expect(isSocksError(error)).to.be.true;
        else if (command === 'resolve') expect(result?.host).to.match(/^[\da-f:.]+$/);
        else if (command === 'resolve-ptr') expect(result?.host).to.match(/^[!-~]+$/);
      }),
      { numRuns: runs(2_000) },
    );
  });
});
