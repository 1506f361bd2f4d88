import { formatAddress } from 'rx-connmgr';
import { connected, type ConnectedRow } from '../connected.js';
import type { Json } from '../json-text.js';
import { method } from '../method.js';
import { networks } from '../networks.js';
import type { NodeControl } from '../node-control.js';
import { servicesNames, servicesText } from '../services.js';

/** `/rx-connmgr:1.2.3/` as one number, 10203, as Bitcoin Core counts its versions. */
const versionOf = (userAgent: string): number => {
  const [, major = 0, minor = 0, patch = 0] = /:(\d+)\.(\d+)\.(\d+)/.exec(userAgent) ?? [];
  return 10_000 * Number(major) + 100 * Number(minor) + Number(patch);
};

/** The median, in seconds, of what the clocks of those we dialled say; those who come in have no say in it. */
const timeOffset = (rows: readonly ConnectedRow[]): number => {
  const offsets = rows.filter(({ kind }) => kind !== 'inbound').map(({ peer }) => peer.timeOffset);
  const sorted = offsets.sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) / 1_000);
};

const networkInfo = ({ reachable, proxy }: NodeControl): readonly Json[] =>
  networks.map((name) => {
    const isReachable = reachable.includes(name);
    const isProxied = isReachable && proxy !== undefined && name !== 'i2p';
    return {
      name,
      limited: !isReachable,
      reachable: isReachable,
      proxy: isProxied ? formatAddress(proxy) : '',
      proxy_randomize_credentials: isProxied,
    };
  });

const warnings: Readonly<Record<string, string>> = {
  outage: 'Every dial fails: the network may be down.',
  starving: 'Too few addresses are known to fill all places.',
};

/** What the node is, and what of the networks it can reach. */
export const getnetworkinfo = method({
  name: 'getnetworkinfo',
  category: 'Network',
  about: 'Returns an object containing various state info regarding P2P networking.',
  parameters: {},
  run: (_, { control }) => {
    const rows = connected(control);
    const inbound = rows.filter(({ kind }) => kind === 'inbound').length;
    const warning = warnings[control.health()];
    return {
      version: versionOf(control.userAgent),
      subversion: control.userAgent,
      protocolversion: control.protocolVersion,
      localservices: servicesText(control.services),
      localservicesnames: servicesNames(control.services),
      localrelay: false,
      timeoffset: timeOffset(rows),
      networkactive: control.networkActive,
      connections: rows.length,
      connections_in: inbound,
      connections_out: rows.length - inbound,
      networks: networkInfo(control),
      relayfee: 0,
      incrementalfee: 0,
      localaddresses: control.localAddresses.map(({ host, port }) => ({ address: host, port, score: 1 })),
      warnings: warning === undefined ? [] : [warning],
    };
  },
});
