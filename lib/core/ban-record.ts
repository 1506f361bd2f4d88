import { expectBan, type Ban } from './ban.js';

const format = 'rx-connmgr bans';
const version = 1;

/** What was read, and what is wrong with it. */
export interface BanRecord {
  readonly bans: readonly Ban[];
  readonly flaw?: { readonly code: 'damaged' | 'newer'; readonly message: string };
}

/** Returns bans as plain data, which survives JSON: a ban without an end has `null` for it. */
export const writeBans = (bans: readonly Ban[]): unknown => ({
  format,
  version,
  bans: bans.map((ban) => ({ ...ban, until: ban.until === Infinity ? null : ban.until })),
});

const readBan = (data: unknown): Ban | undefined => {
  try {
    const { until, ...ban } = data as Omit<Ban, 'until'> & { readonly until: unknown };
    return expectBan({ ...ban, until: until === null ? Infinity : (until as number) });
  } catch {
    return undefined;
  }
};

const flawed = (code: 'damaged' | 'newer', message: string, bans: readonly Ban[] = []): BanRecord => ({
  bans,
  flaw: { code, message },
});

/**
 * Returns the bans of what {@link writeBans} wrote. Never throws: an entry that was edited by hand and is wrong costs that
 * entry, and is told; what is no list of bans, or of a newer version of the package, has none.
 */
export const readBans = (data: unknown): BanRecord => {
  const record = (data ?? {}) as { readonly format?: unknown; readonly version?: unknown; readonly bans?: unknown };
  if (record.format !== format) return flawed('damaged', 'Expected a list of bans, got something else');
  if (typeof record.version === 'number' && record.version > version) {
    return flawed('newer', `Expected a list of bans of version ${version}, got one of version ${record.version}`);
  }
  if (record.version !== version || !Array.isArray(record.bans))
    return flawed('damaged', 'Expected a whole list of bans');
  const read = record.bans.map(readBan);
  const bans = read.filter((ban) => ban !== undefined);
  const wrong = read.length - bans.length;
  if (wrong === 0) return { bans };
  const first = read.indexOf(undefined) + 1;
  const expected = `Expected each of ${read.length} entries to be a ban`;
  return flawed('damaged', `${expected}, got ${wrong} that are none, the first at ${first}`, bans);
};
