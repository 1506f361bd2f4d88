import { expect } from 'chai';
import { ArgumentError } from 'rx-connmgr';
import { rpcServerSettings, type RpcServerOptions } from '../../../examples/bitcoin-node/control/rpc-server-options.js';

const least = { port: 8_332, cookieFile: '.cookie' };

describe('the options of rpcServer', () => {
  it('have defaults', () => {
    const { password, ...settings } = rpcServerSettings(least);
    expect(password).to.match(/^[0-9a-f]{64}$/);
    expect(settings).to.deep.equal({
      ...least,
      host: '127.0.0.1',
      maxBody: 1_000_000,
      maxConnections: 64,
      timeout: 30_000,
      wrongPasswordDelay: 250,
    });
    expect(rpcServerSettings(least).password).not.to.equal(password);
  });

  it('may be undefined, but for the two that are required', () => {
    const none = { host: undefined, password: undefined, maxBody: undefined, timeout: undefined };
    expect(rpcServerSettings({ ...least, ...none })).to.include({ host: '127.0.0.1', maxBody: 1_000_000 });
  });

  it('say what was expected, and what was got', () => {
    const wrong: readonly (readonly [Partial<RpcServerOptions>, string])[] = [
      [{ host: '0.0.0.0' }, 'Expected `host` to be a loopback address, got `0.0.0.0`'],
      [{ host: '::' }, 'Expected `host` to be a loopback address, got `::`'],
      [{ host: '127.evil.example' }, 'Expected `host` to be a loopback address, got `127.evil.example`'],
      [{ port: -1 }, 'Expected `port` to be a whole number from 0 to 65535, got `-1`'],
      [{ port: 65_536 }, 'Expected `port` to be a whole number from 0 to 65535, got `65536`'],
      [{ cookieFile: '' }, 'Expected `cookieFile` to be the path of a file, got ``'],
      [{ maxBody: 0 }, 'Expected `maxBody` to be a whole number from 1 to 2147483647, got `0`'],
      [{ maxConnections: 1.5 }, 'Expected `maxConnections` to be a whole number from 1 to 2147483647, got `1.5`'],
      [{ timeout: NaN }, 'Expected `timeout` to be a whole number from 1 to 2147483647, got `NaN`'],
      [{ wrongPasswordDelay: -1 }, 'Expected `wrongPasswordDelay` to be a whole number from 0 to 2147483647, got `-1`'],
    ];
    for (const [options, message] of wrong) {
      expect(() => rpcServerSettings({ ...least, ...options })).to.throw(ArgumentError, message);
    }
  });

  it('do not tell a password that is too short', () => {
    const settings = () => rpcServerSettings({ ...least, password: 'hunter2' });
    expect(settings).to.throw(ArgumentError, /^Expected `password` to be a text of 16 characters or more, got `…`$/);
  });
});
