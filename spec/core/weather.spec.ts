import { expect } from 'chai';
import type { ConnectionEvent } from 'rx-connmgr';
import { clear, tried, weatherOf } from '../../lib/core/weather.js';

const request = { id: 1, address: 'a', kind: 'automatic' } as const;
const events: Readonly<Record<string, ConnectionEvent<string, string>>> = {
  f: { ...request, type: 'failed', error: 'x' },
  m: { ...request, kind: 'manual', type: 'failed', error: 'x' },
  e: { ...request, type: 'established', connection: 'c' },
  x: { ...request, type: 'disconnected', by: 'peer' },
  d: { ...request, type: 'dialing' },
};

const weatherAfter = (text: string) =>
  weatherOf(
    [...text].reduce((tries, letter) => tried(tries, events[letter] as ConnectionEvent<string, string>), clear),
    3,
    6,
  );

describe('the weather', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    fair: ['', 'ff', 'ffe', 'ffefxff', 'mmmmmmm', 'ddd', 'efffff', 'ffffe', 'effffffe'],
    outage: ['fff', 'fdfdf', 'exfff', 'efffxfff', 'mffmf'],
    drought: ['effffff', 'effffffff', 'eefffxfff'],
  };
  for (const [weather, texts] of Object.entries(cases)) {
    for (const text of texts)
      it(`${weather} after ${text || 'nothing'}`, () => expect(weatherAfter(text)).to.equal(weather));
  }
});
