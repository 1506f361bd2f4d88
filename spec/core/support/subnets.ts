/** An address as one number, and how many bits it has; by other means than the code that is tested. */
export const bitsOf = (address: string): readonly [value: bigint, bits: number] => {
  if (!address.includes(':')) {
    return [address.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n), 32];
  }
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const [first, last] = [groups(head), groups(tail)];
  const zeroes = tail === undefined ? [] : new Array<string>(8 - first.length - last.length).fill('0');
  return [[...first, ...zeroes, ...last].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n), 128];
};

/** Whether a subnet contains an address, both canonical. */
export const contains = (subnet: string, address: string): boolean => {
  const [network = '', prefix] = subnet.split('/');
  if (prefix === undefined || /[a-z]\./.test(address)) return subnet === address;
  const [[a, bits], [b, other]] = [bitsOf(network), bitsOf(address)];
  const rest = BigInt(bits - Number(prefix));
  return bits === other && a >> rest === b >> rest;
};

/** Groups of 16 bits as one number. */
export const joined = (groups: readonly number[]): bigint =>
  groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
