import { expect } from 'chai';
import { nearestName } from '../../lib/core/nearest-name.js';

const names = ['maxOutbound', 'maxDialing', 'maxDialRate', 'dial', 'retryDuration', 'maxRetryDuration'];

describe('nearestName', () => {
  for (const [misspelt, meant] of [
    ['maxOutBound', 'maxOutbound'],
    ['MAXOUTBOUND', 'maxOutbound'],
    ['maxOutbond', 'maxOutbound'],
    ['maxOutbounds', 'maxOutbound'],
    ['maxDialrate', 'maxDialRate'],
    ['retryDurations', 'retryDuration'],
    ['maxretryduration', 'maxRetryDuration'],
    ['dail', undefined],
    ['dia', 'dial'],
    ['concurrency', undefined],
    ['', undefined],
    ['maxdailrate', 'maxDialRate'],
    ['m'.repeat(10_000), undefined],
  ] as const) {
    it(`takes ${misspelt.slice(0, 20) || 'nothing'} for ${String(meant)}`, () => {
      expect(nearestName(misspelt, names)).to.equal(meant);
    });
  }
});
