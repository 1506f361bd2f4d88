const onion = /\.onion\.?$/i;

/** Returns whether a host is an onion name, which no resolver may ever see (RFC 7686). */
export const isOnion = (host: string): boolean => onion.test(host);
