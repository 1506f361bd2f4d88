import { asyncScheduler } from 'rxjs';
import { method } from '../method.js';
import { seconds } from '../seconds.js';

/** For how long it has been running. */
export const uptime = method({
  name: 'uptime',
  category: 'Control',
  about: 'Returns the total uptime of the server, in seconds.',
  parameters: {},
  run: (_, { control }) => Math.max(0, seconds(asyncScheduler.now() - control.startedAt)),
});
