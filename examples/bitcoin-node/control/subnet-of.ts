import { formatSubnet, networkOf, parseSubnet } from 'rx-connmgr';
import { RpcError, rpcCodes } from './rpc-error.js';

/**
 * Returns the one spelling of the IP address, subnet, onion or I2P name that a text names.
 *
 * @throws RpcError -30 if it names none; a domain name is none
 */
export const subnetOf = (text: string): string => {
  try {
    const subnet = parseSubnet(text);
    if (networkOf(subnet.host) !== 'name') return formatSubnet(subnet);
  } catch {
    // said below
  }
  throw new RpcError(rpcCodes.invalidSubnet, 'Error: Invalid IP/Subnet');
};
