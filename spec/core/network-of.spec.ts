import { expect } from 'chai';
import { networkNames, networkOf } from '../../lib/core/network-of.js';

const onion = `pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion`;
const i2p = `ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p`;

describe('networkOf', () => {
  const table: readonly (readonly [string, string])[] = [
    ['8.8.8.8', 'ipv4'],
    ['127.0.0.1', 'ipv4'],
    ['::ffff:8.8.8.8', 'ipv4'],
    ['2001:470::1', 'ipv6'],
    ['2002:808:808::1', 'ipv6'],
    ['[::1]', 'ipv6'],
    ['fd00::1', 'ipv6'],
    ['fc00::1', 'cjdns'],
    ['[FC32:17EA::1]', 'cjdns'],
    [onion, 'onion'],
    [`${onion.toUpperCase()}.`, 'onion'],
    [`www.${onion}`, 'name'],
    ['expyuzz4wqqyqhjn.onion', 'name'],
    [i2p, 'i2p'],
    ['example.i2p', 'name'],
    ['example.com', 'name'],
    ['onion', 'name'],
    ['', 'name'],
  ];
  for (const [host, network] of table) {
    it(`is ${network} for ${host || 'nothing'}`, () => {
      expect(networkOf(host)).to.equal(network);
    });
  }

  it('has a name for each', () => {
    expect(new Set(table.map(([, network]) => network))).to.deep.equal(new Set(networkNames));
  });
});
