import { expect } from 'chai';
import { parseAddresses, readAddressesFile } from '../../../examples/start/addresses-file.js';
import { UsageError } from '../../../examples/start/usage-error.js';

const complaint = (act: () => unknown): string => {
  try {
    act();
  } catch (err) {
    expect(err).to.be.instanceOf(UsageError);
    return (err as UsageError).message;
  }
  throw new Error('it was accepted');
};

describe('parseAddresses', () => {
  it('takes one address a line, and skips blank lines and comments', () => {
    const text = '# mine\n\n192.0.2.1:8333\n  [2001:db8::1]:8333  \nseed.example:1 # a name\n';
    expect(parseAddresses(text, 'p')).to.deep.equal([
      { host: '192.0.2.1', port: 8333 },
      { host: '2001:db8::1', port: 8333 },
      { host: 'seed.example', port: 1 },
    ]);
  });

  it('takes the line ends and the byte order mark of other systems', () => {
    expect(parseAddresses('\uFEFF192.0.2.1:1\r\n192.0.2.2:2\r192.0.2.3:3', 'p')).to.have.length(3);
  });

  it('takes an address once, however it is spelt', () => {
    expect(parseAddresses('[::1]:1\n[0:0::1]:1\n', 'p')).to.deep.equal([{ host: '::1', port: 1 }]);
  });

  it('names the line that is no address', () => {
    const text = '192.0.2.1:8333\n\n# fine\r\n192.0.2.1:99999\n';
    expect(complaint(() => parseAddresses(text, 'peers.txt'))).to.match(
      /^peers\.txt:4: expected a port from 1 to 65535, got .*99999/,
    );
  });

  it('names the first five of many', () => {
    const lines = complaint(() => parseAddresses('x\n'.repeat(8), 'peers.txt')).split('\n');
    expect(lines).to.have.length(6);
    expect(lines[4]).to.match(/^peers\.txt:5: /);
    expect(lines[5]).to.equal('… and 3 more lines like that');
  });

  it('says so when six of six are wrong', () => {
    expect(complaint(() => parseAddresses('x\n'.repeat(6), 'p'))).to.match(/… and 1 more line like that$/);
  });

  it('repeats nothing that a terminal would obey', () => {
    expect(complaint(() => parseAddresses('\x1b[2J\x07\x9b', 'p'))).not.to.match(/\p{Cc}/u);
  });

  it('wants at least one', () => {
    expect(complaint(() => parseAddresses('# nobody\n', 'peers.txt'))).to.equal('peers.txt: there is no address in it');
  });
});

describe('readAddressesFile', () => {
  it('says that there is no such file', () => {
    expect(complaint(() => readAddressesFile('/nowhere/peers.txt'))).to.equal(
      'Cannot read /nowhere/peers.txt: there is no such file',
    );
  });

  it('says that it is a directory', () => {
    expect(complaint(() => readAddressesFile('spec'))).to.equal('Cannot read spec: it is a directory');
  });
});
