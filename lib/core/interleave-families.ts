/**
 * Returns the IP addresses with IPv6 and IPv4 by turns, beginning with the family of the first: who tries one after the
 * other meets a family that is broken here every other time only. Within a family they stay in order.
 *
 * Source: RFC 8305, section 4.
 */
export const interleaveFamilies = (ips: readonly string[]): readonly string[] => {
  const isFirst = (ip: string) => ip.includes(':') === ips[0]?.includes(':');
  const first = ips.filter(isFirst);
  const second = ips.filter((ip) => !isFirst(ip));
  const turns = Array.from({ length: Math.max(first.length, second.length) }, (_, turn) => turn);
  return turns.flatMap((turn) => [...first.slice(turn, turn + 1), ...second.slice(turn, turn + 1)]);
};
