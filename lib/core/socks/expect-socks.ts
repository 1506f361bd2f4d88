import { show } from '../show.js';
import { SocksError } from './socks-error.js';

/** Throws a {@link SocksError} `protocol` if an answer does not begin as those of SOCKS 5 do. */
export const expectSocks = (version: number | undefined): void => {
  if (version !== 5) {
    throw new SocksError('protocol', `The proxy does not speak SOCKS 5: its answer begins with ${show(version)}`);
  }
};
