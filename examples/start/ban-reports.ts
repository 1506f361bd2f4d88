import { mergeMap, type Observable } from 'rxjs';
import type { BanList } from 'rx-connmgr';
import type { Banned } from './report.js';

/** Returns a report of each ban that is made, or over. */
export const banReports = ({ changed$ }: Pick<BanList, 'changed$'>): Observable<Banned> =>
  changed$.pipe(
    mergeMap(({ type, bans }) =>
      bans.map(({ subnet, reason }): Banned => ({
        type: 'bans',
        change: type,
        subnet,
        ...(reason === undefined ? {} : { reason }),
      })),
    ),
  );
