import { method } from '../method.js';

/** Closes everything and dials nothing, or goes on again; answers with what it is then. */
export const setnetworkactive = method({
  name: 'setnetworkactive',
  category: 'Network',
  about: 'Disable/enable all p2p network activity.',
  parameters: {
    state: { type: 'boolean', about: 'true to enable networking, false to disable.' },
  },
  run: ({ state }, { control }) => {
    control.setNetworkActive(state);
    return control.networkActive;
  },
});
