import { expect } from 'chai';
import { nearest } from '../../../examples/start/nearest.js';

const names = ['addresses', 'max-outbound', 'connect', 'json', 'seed', 'seconds'];

describe('nearest', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['conect', 'connect'],
    ['max-outbond', 'max-outbound'],
    ['maxoutbound', 'max-outbound'],
    ['jsno', undefined],
    ['sec', 'seconds'],
    ['add', 'addresses'],
    ['a', undefined],
    ['', undefined],
    ['colour', undefined],
    ['x'.repeat(100_000), undefined],
  ];
  for (const [typed, meant] of cases) {
    it(`finds ${meant} for ${typed.slice(0, 12) || 'nothing'}`, () => expect(nearest(typed, names)).to.equal(meant));
  }
});
