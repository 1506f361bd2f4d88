import { asyncScheduler } from 'rxjs';
import { isBanError } from 'rx-connmgr';
import { match } from 'ts-pattern';
import { helpText } from '../help-text.js';
import { method, type Method } from '../method.js';
import type { NodeControl } from '../node-control.js';
import { RpcError, rpcCodes } from '../rpc-error.js';
import { seconds } from '../seconds.js';
import { subnetOf } from '../subnet-of.js';

/** The last instant that a `Date` can tell, in seconds: a ban beyond it never ends. */
const lastInstant = 8_640_000_000_000;

type Terms = NonNullable<Parameters<NodeControl['ban']>[1]>;

const reason = 'manually added';

/** None or less than one second is the default of the node, as in Bitcoin Core. */
const termsOf = (bantime: number, absolute: boolean, now: number): Terms => {
  if (absolute && bantime < now) {
    throw new RpcError(rpcCodes.invalidParameter, 'Error: Absolute timestamp is in the past');
  }
  if (bantime <= 0) return { reason };
  const until = absolute ? bantime : now + bantime;
  if (until > lastInstant) return { reason, until: Infinity };
  return absolute ? { reason, until: 1_000 * bantime } : { reason, duration: 1_000 * bantime };
};

const ban = (control: NodeControl, subnet: string, terms: Terms): boolean => {
  try {
    return control.ban(subnet, terms);
  } catch (cause) {
    if (!isBanError(cause)) throw cause;
    throw new RpcError(rpcCodes.invalidSubnet, `Error: ${cause.message}`);
  }
};

const add = (control: NodeControl, subnet: string, terms: Terms): null => {
  if (ban(control, subnet, terms)) return null;
  throw new RpcError(rpcCodes.alreadyAdded, 'Error: IP/Subnet already banned');
};

const remove = (control: NodeControl, subnet: string): null => {
  if (control.unban(subnet)) return null;
  const message = 'Error: Unban failed. Requested address/subnet was not previously manually banned.';
  throw new RpcError(rpcCodes.invalidSubnet, message);
};

/** Bans an address or a subnet, or lifts a ban. */
export const setban: Method = method({
  name: 'setban',
  category: 'Network',
  about: 'Attempts to add or remove an IP/Subnet from the banned list.',
  parameters: {
    subnet: { type: 'string', about: 'The IP/Subnet, as in "192.0.2.7" or "192.0.2.0/24"; an onion or I2P name, too.' },
    command: { type: 'string', about: '"add" to ban it, "remove" to lift the ban.' },
    bantime: {
      type: 'integer',
      optional: true,
      about: 'How many seconds, or until when. 0 is the default of the node.',
    },
    absolute: { type: 'boolean', optional: true, about: 'Whether bantime is a UNIX epoch time. Default: false.' },
  },
  run: ({ subnet, command, bantime = 0, absolute = false }, { control }) =>
    match(command)
      .with('add', () => {
        const canonical = subnetOf(subnet);
        return add(control, canonical, termsOf(bantime, absolute, seconds(asyncScheduler.now())));
      })
      .with('remove', () => remove(control, subnetOf(subnet)))
      .otherwise(() => {
        throw new RpcError(rpcCodes.misc, helpText(setban));
      }),
});
