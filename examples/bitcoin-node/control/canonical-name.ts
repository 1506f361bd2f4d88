import { formatAddress, parseAddress } from 'rx-connmgr';

/** Returns the one spelling of the address that a text names, with the port of the chain if it has none, or else the text. */
export const canonicalName = (name: string, { port }: { readonly port: number }): string => {
  try {
    return formatAddress(parseAddress(name, { port }));
  } catch {
    return name;
  }
};
