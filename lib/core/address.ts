/** Where a peer is: an IPv4 or IPv6 address, a host name or an onion name, and a port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}
