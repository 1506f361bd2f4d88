import { expect } from 'chai';
import sinon from 'sinon';
import { BanError, type Ban } from 'rx-connmgr';
import { call, failing } from '../support/call.js';
import { fakeControl } from '../support/fake-control.js';

const now = 1_700_000_000;
const onion = `${'a'.repeat(56)}.onion`;

describe('setban, listbanned and clearbanned', () => {
  beforeEach(() => sinon.useFakeTimers({ now: 1_000 * now + 600, toFake: ['Date'] }));
  afterEach(() => sinon.restore());

  describe('setban add', () => {
    it('bans an address or a subnet, in its one spelling', async () => {
      const spelt = {
        '198.18.0.7': '198.18.0.7',
        '198.18.0.7/32': '198.18.0.7',
        '198.18.0.7/24': '198.18.0.0/24',
        '2600:0::1/128': '2600::1',
        '2600::1/32': '2600::/32',
        [onion.toUpperCase()]: onion,
      };
      for (const [text, subnet] of Object.entries(spelt)) {
        const control = fakeControl();
        expect(await call(control, 'setban', [text, 'add'])).to.equal(null);
        expect(control.asked, text).to.deep.equal([`ban ${subnet} 86400000 manually added`]);
      }
    });

    it('takes seconds, or an instant', async () => {
      const control = fakeControl();
      await call(control, 'setban', ['198.18.0.1', 'add', 60]);
      await call(control, 'setban', ['198.18.0.2', 'add', now + 90, true]);
      await call(control, 'setban', { subnet: '198.18.0.3', command: 'add', absolute: true, bantime: now });
      expect(control.asked).to.deep.equal([
        'ban 198.18.0.1 60000 manually added',
        `ban 198.18.0.2 until ${1_000 * (now + 90)} manually added`,
        `ban 198.18.0.3 until ${1_000 * now} manually added`,
      ]);
    });

    it('takes the default of the node for 0 or less, and for none', async () => {
      const control = fakeControl();
      await call(control, 'setban', ['198.18.0.1', 'add', 0]);
      await call(control, 'setban', ['198.18.0.2', 'add', -5]);
      await call(control, 'setban', ['198.18.0.3', 'add', null, null]);
      expect(control.asked.every((one) => one.includes(' 86400000 '))).to.be.true;
    });

    it('bans for ever where no date can tell the end', async () => {
      const control = fakeControl();
      await call(control, 'setban', ['198.18.0.1', 'add', 2 ** 53 - 1]);
      await call(control, 'setban', ['198.18.0.2', 'add', 2 ** 53 - 1, true]);
      await call(control, 'setban', ['198.18.0.3', 'add', 8_640_000_000_000, true]);
      expect(control.asked).to.deep.equal([
        'ban 198.18.0.1 until Infinity manually added',
        'ban 198.18.0.2 until Infinity manually added',
        'ban 198.18.0.3 until 8640000000000000 manually added',
      ]);
    });

    it('refuses what is in the past', async () => {
      for (const bantime of [now - 1, 0, -1]) {
        expect(await failing(fakeControl(), 'setban', ['198.18.0.1', 'add', bantime, true])).to.include({
          code: -8,
          message: 'Error: Absolute timestamp is in the past',
        });
      }
    });

    it('refuses what is banned already', async () => {
      const control = fakeControl();
      await call(control, 'setban', ['198.18.0.0/24', 'add']);
      expect(await failing(control, 'setban', ['198.18.0.9/24', 'add'])).to.include({
        code: -23,
        message: 'Error: IP/Subnet already banned',
      });
    });

    it('refuses what is no address, and what is never banned', async () => {
      for (const subnet of [
        '',
        'x',
        'node.example',
        '1.2.3.4/33',
        '1.2.3',
        '2600::/129',
        '010.0.0.1',
        '1.2.3.4:8333',
      ]) {
        const error = await failing(fakeControl(), 'setban', [subnet, 'add']);
        expect(error, subnet).to.include({ code: -30, message: 'Error: Invalid IP/Subnet' });
      }
      const control = fakeControl({
        ban: () => {
          throw new BanError('allowed', '127.0.0.1 is never banned', '127.0.0.1');
        },
      });
      expect(await failing(control, 'setban', ['127.0.0.1', 'add'])).to.include({
        code: -30,
        message: 'Error: 127.0.0.1 is never banned',
      });
    });

    it('hides nothing that nobody foresaw', async () => {
      const control = fakeControl({
        ban: () => {
          throw new RangeError('unforeseen');
        },
      });
      expect(await failing(control, 'setban', ['198.18.0.1', 'add'])).to.be.an.instanceOf(RangeError);
    });
  });

  describe('setban remove', () => {
    it('lifts a ban, however it is spelt', async () => {
      const control = fakeControl();
      await call(control, 'setban', ['198.18.0.1', 'add']);
      expect(await call(control, 'setban', ['198.18.0.1/32', 'remove'])).to.equal(null);
      expect(control.bans()).to.deep.equal([]);
    });

    it('lifts no ban that there is not', async () => {
      const message = 'Error: Unban failed. Requested address/subnet was not previously manually banned.';
      expect(await failing(fakeControl(), 'setban', ['198.18.0.1', 'remove'])).to.include({ code: -30, message });
      expect(await failing(fakeControl(), 'setban', ['x/y', 'remove'])).to.include({
        code: -30,
        message: 'Error: Invalid IP/Subnet',
      });
    });
  });

  it('setban answers a command that is none with the help', async () => {
    const error = await failing(fakeControl(), 'setban', ['198.18.0.1', 'ban']);
    expect(error.code).to.equal(-1);
    expect(error.message).to.match(/^setban "subnet" "command" \( bantime absolute \)\n/);
  });

  it('setban wants texts, a whole number and a boolean', async () => {
    const control = fakeControl();
    expect((await failing(control, 'setban', ['198.18.0.1'])).code).to.equal(-1);
    expect((await failing(control, 'setban', ['198.18.0.1', 'add', '60'])).code).to.equal(-3);
    expect((await failing(control, 'setban', ['198.18.0.1', 'add', 60, 1])).code).to.equal(-3);
    expect((await failing(control, 'setban', ['198.18.0.1', 'add', 0.5])).code).to.equal(-1);
    expect((await failing(control, 'setban', ['198.18.0.1', 'add', 1e30])).code).to.equal(-1);
    expect(control.asked).to.deep.equal([]);
  });

  describe('listbanned', () => {
    it('tells of each ban in seconds, a single address with its prefix', async () => {
      const bans: readonly Ban[] = [
        { subnet: '198.18.0.7', since: 1_000 * now - 60_000, until: 1_000 * now + 60_500 },
        { subnet: '2600::/32', since: 1_000 * now - 9_000, until: 1_000 * now - 2_000 },
        { subnet: '2600::7', since: 1_000 * now, until: Infinity, reason: 'spam' },
        { subnet: onion, since: 1_000 * now, until: 1_000 * now + 1_000 },
      ];
      expect(await call(fakeControl({ bans: () => bans }), 'listbanned')).to.deep.equal([
        {
          address: '198.18.0.7/32',
          ban_created: now - 60,
          banned_until: now + 60,
          ban_duration: 120,
          time_remaining: 60,
        },
        { address: '2600::/32', ban_created: now - 9, banned_until: now - 2, ban_duration: 7, time_remaining: 0 },
        {
          address: '2600::7/128',
          ban_created: now,
          banned_until: 253_402_300_799,
          ban_duration: 253_402_300_799 - now,
          time_remaining: 253_402_300_799 - now,
        },
        { address: onion, ban_created: now, banned_until: now + 1, ban_duration: 1, time_remaining: 1 },
      ]);
    });

    it('has no parameters', async () => {
      expect((await failing(fakeControl(), 'listbanned', [1])).code).to.equal(-1);
    });
  });

  it('clearbanned lifts all, and has no parameters', async () => {
    const control = fakeControl();
    await call(control, 'setban', ['198.18.0.1', 'add']);
    expect(await call(control, 'clearbanned')).to.equal(null);
    expect(await call(control, 'listbanned')).to.deep.equal([]);
    expect((await failing(control, 'clearbanned', [1])).code).to.equal(-1);
  });
});
