import { method } from '../method.js';

/** Lifts all bans. */
export const clearbanned = method({
  name: 'clearbanned',
  category: 'Network',
  about: 'Clear all banned IPs.',
  parameters: {},
  run: (_, { control }) => {
    control.clearBans();
    return null;
  },
});
