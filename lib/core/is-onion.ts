const onion = /\.onion\.?$/i;

/** Returns whether a host is an onion name: reached through Tor only, and never to be asked of a resolver (RFC 7686). */
export const isOnion = (host: string): boolean => onion.test(host);
