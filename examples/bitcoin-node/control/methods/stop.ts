import { method } from '../method.js';

/** Ends the program, once whoever asked for it has been told. */
export const stop = method({
  name: 'stop',
  category: 'Control',
  about: 'Request a graceful shutdown of the node.',
  parameters: {},
  run: (_, { control, afterwards }) => {
    afterwards(() => control.stop('rpc'));
    return 'rx-connmgr stopping';
  },
});
