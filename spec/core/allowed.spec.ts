import { expect } from 'chai';
import { ArgumentError } from 'rx-connmgr';
import { Allowed } from '../../lib/core/allowed.js';
import { parseSubnet } from '../../lib/core/parse-subnet.js';

const allowed = new Allowed(['127.0.0.1', '10.1.0.0/16', '2001:db8::7/32', 'Example.com', '10.1.2.3']);

describe('Allowed', () => {
  it('has the hosts of its subnets', () => {
    for (const host of ['127.0.0.1', '::ffff:10.1.9.9', '2001:db8:ffff::1', '[2001:db8::1%eth0]', 'EXAMPLE.com.']) {
      expect(allowed.has(host), host).to.equal(true);
    }
    for (const host of ['127.0.0.2', '10.2.0.0', '2001:db9::', 'www.example.com', '']) {
      expect(allowed.has(host), host).to.equal(false);
    }
  });

  it('covers a subnet that is allowed as a whole', () => {
    for (const text of ['127.0.0.1', '10.1.0.0/16', '10.1.2.0/24', '10.1.2.3', '2001:db8:1::/48', 'example.com']) {
      expect(allowed.covers(parseSubnet(text)), text).to.equal(true);
    }
    for (const text of [
      '127.0.0.0/8',
      '10.0.0.0/8',
      '0.0.0.0/0',
      '10.1.2.3/15',
      '::/0',
      '2001:db8::/31',
      'example.org',
    ]) {
      expect(allowed.covers(parseSubnet(text)), text).to.equal(false);
    }
  });

  it('is nobody unless told', () => {
    expect(new Allowed().has('127.0.0.1')).to.equal(false);
    expect(new Allowed().subnets).to.deep.equal([]);
  });

  it('says whom it allows, in one spelling', () => {
    expect(allowed.subnets).to.deep.equal(['127.0.0.1', '10.1.0.0/16', '2001:db8::/32', 'example.com', '10.1.2.3']);
  });

  it('refuses what is no list of subnets', () => {
    expect(() => new Allowed('127.0.0.1' as never)).to.throw(
      ArgumentError,
      'Expected `allow` to be an array of subnets',
    );
    expect(() => new Allowed(['127.1'])).to.throw(ArgumentError, 'Expected an IPv4 address');
    expect(() => new Allowed([7 as never])).to.throw(ArgumentError, 'Expected a subnet');
  });
});
