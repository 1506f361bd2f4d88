import { expect } from 'chai';
import { healthOf, type Situation } from '../../lib/core/health.js';

const whole: Situation = {
  phase: 'running',
  outage: false,
  places: 2,
  automatic: 2,
  established: 2,
  hungry: 0,
  resting: 0,
  permanent: 1,
  permanentEstablished: 1,
};
const none = { places: 0, automatic: 0, established: 0, permanent: 0, permanentEstablished: 0 };

describe('healthOf', () => {
  const cases: readonly (readonly [string, Partial<Situation>])[] = [
    ['ok', {}],
    ['stopped', { phase: 'stopped' }],
    ['idle', { phase: 'new' }],
    ['idle', none],
    ['idle', { ...none, outage: true }],
    ['outage', { outage: true }],
    ['connecting', { established: 1 }],
    ['connecting', { permanentEstablished: 0 }],
    ['ok', { ...none, permanent: 1, permanentEstablished: 1 }],
    ['starving', { automatic: 1, established: 1, hungry: 1 }],
    ['connecting', { automatic: 1, established: 1, hungry: 1, resting: 1 }],
    ['starving', { automatic: 0, established: 0, hungry: 1, resting: 1 }],
    ['connecting', { automatic: 1, established: 1 }],
  ];
  for (const [health, change] of cases) {
    it(`${health}: ${JSON.stringify(change)}`, () => expect(healthOf({ ...whole, ...change })).to.equal(health));
  }
});
