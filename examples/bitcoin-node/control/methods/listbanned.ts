import { asyncScheduler } from 'rxjs';
import { parseSubnet, type Ban } from 'rx-connmgr';
import type { Json } from '../json-text.js';
import { method } from '../method.js';
import { seconds } from '../seconds.js';

/** The end of the year 9999: JSON has no infinity, and whoever prints a date can print this one. */
const never = 253_402_300_799;

/** With its prefix even where it is a single address, as Bitcoin Core has it. */
const withPrefix = (text: string): string => {
  const { host, prefix } = parseSubnet(text);
  return prefix === undefined ? host : `${host}/${prefix}`;
};

const infoOf = ({ subnet, since, until }: Ban, now: number): Json => {
  const created = seconds(since);
  const end = Math.min(seconds(until), never);
  return {
    address: withPrefix(subnet),
    ban_created: created,
    banned_until: end,
    ban_duration: end - created,
    time_remaining: Math.max(0, end - now),
  };
};

/** All bans, those that misbehaviour led to as well. */
export const listbanned = method({
  name: 'listbanned',
  category: 'Network',
  about: 'List all banned IPs/Subnets.',
  parameters: {},
  run: (_, { control }) => {
    const now = seconds(asyncScheduler.now());
    return control.bans().map((ban) => infoOf(ban, now));
  },
});
