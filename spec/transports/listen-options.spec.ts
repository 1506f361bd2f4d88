import { expect } from 'chai';
import { ArgumentError } from 'rx-connmgr';
import { listen } from 'rx-connmgr/node';
import { descriptorLimit } from '../../lib/transports/descriptor-limit.js';
import { listenSettings } from '../../lib/transports/listen-options.js';

describe('the options of listen', () => {
  it('have defaults', () => {
    const { listening, refused, ...settings } = listenSettings({ port: 8_333 });
    const limit = descriptorLimit();
    expect(settings).to.deep.equal({
      address: { host: '0.0.0.0', port: 8_333 },
      ipv6Only: false,
      backlog: 511,
      maxConnections: Math.floor(0.75 * limit),
      spare: Math.floor(0.875 * limit),
      idle: undefined,
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
      noDelay: true,
    });
    expect(() => listening(settings.address)).not.to.throw();
    expect(() => refused({ address: settings.address, reason: 'descriptors' })).not.to.throw();
  });

  it('may be given, undefined too', () => {
    const given = { port: 0, host: '::1', ipv6Only: true, backlog: 5, maxConnections: 100, idle: 9, noDelay: false };
    expect(listenSettings({ ...given, keepAlive: false, listening: undefined, refused: undefined })).to.deep.include({
      address: { host: '::1', port: 0 },
      ipv6Only: true,
      backlog: 5,
      maxConnections: 100,
      idle: 9,
      noDelay: false,
      keepAlive: false,
    });
    expect(listenSettings({ port: 0, maxConnections: Infinity }).maxConnections).to.equal(Infinity);
  });

  it('are refused where they cannot be', () => {
    const refused: readonly (readonly [object, string])[] = [
      [{}, 'Expected `port` to be a whole number from 0 to 65535, got `undefined`'],
      [{ port: -1 }, 'Expected `port`'],
      [{ port: 65_536 }, 'Expected `port`'],
      [{ port: '80' }, 'Expected `port` to be a whole number from 0 to 65535, got `"80"`'],
      [{ port: 1, host: '' }, 'Expected `host` to be an IP address or a host name, got `""`'],
      [{ port: 1, host: 5 }, 'Expected `host`'],
      [{ port: 1, ipv6Only: 1 }, 'Expected `ipv6Only` to be a boolean'],
      [{ port: 1, backlog: 0 }, 'Expected `backlog` to be a whole number ≥ 1'],
      [{ port: 1, maxConnections: 0 }, 'Expected `maxConnections` to be a whole number ≥ 1'],
      [{ port: 1, idle: 0 }, 'Expected `idle` to be a number > 0'],
      [{ port: 1, keepAlive: 1 }, 'Expected `keepAlive`'],
      [{ port: 1, noDelay: 'yes' }, 'Expected `noDelay` to be a boolean'],
      [{ port: 1, listening: 5 }, 'Expected `listening` to be a function or an observer'],
      [{ port: 1, refused: 5 }, 'Expected `refused` to be a function or an observer'],
      [{ prt: 1 }, 'did you mean `port`?'],
      [{ port: 1, localAddress: '127.0.0.1' }, 'got `"localAddress"`'],
    ];
    for (const [options, message] of refused) expect(() => listen(options as never)).to.throw(ArgumentError, message);
    expect(() => listen(undefined as never)).to.throw(ArgumentError, 'Expected `options` to be an object');
  });
});
