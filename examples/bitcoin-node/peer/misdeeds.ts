import { filter, map, type Observable } from 'rxjs';
import type { Offence } from 'rx-connmgr';
import type { Message } from '../wire/message.js';
import { entriesOf } from './entries-of.js';
import { offence } from './offence-of.js';
import type { Peer } from './peer.js';
import { getdataPenalty, mempoolPenalty, type Penalty } from './penalties.js';

const penaltyOf = (message: Message): Penalty => {
  if (message.command !== 'other') return {};
  if (message.name === 'mempool') return mempoolPenalty;
  return message.name === 'getdata' ? getdataPenalty(entriesOf(message.payload)) : {};
};

/**
 * Returns what a peer does that breaks no rule, but that nobody should do all the time. Completes with the connection.
 *
 * Source: btcd, which scores `mempool` and `getdata` so.
 */
export const misdeeds = ({ address, messages$ }: Pick<Peer, 'address' | 'messages$'>): Observable<Offence> =>
  messages$.pipe(
    map((message) =>
      offence(
        address,
        penaltyOf(message),
        `It sent \`${message.command === 'other' ? message.name : message.command}\``,
      ),
    ),
    filter((found) => found !== undefined),
  );
