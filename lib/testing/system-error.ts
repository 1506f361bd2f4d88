import type { Address } from '../core/address.js';
import { formatAddress } from '../core/format-address.js';

/** Returns an error as the sockets of Node have it: `connect ECONNREFUSED 11.0.0.1:8333`, with `code` and `syscall`. */
export const systemError = (syscall: string, code: string, address: Address): Error =>
  Object.assign(new Error(`${syscall} ${code} ${formatAddress(address)}`), { code, syscall });
