import { formatAddress } from 'rx-connmgr';
import { errorOf } from './error-of.js';
import type { Report } from './report.js';

/** Returns a report as one line of JSON: its time, its address as text, its error as code and message, no connection. */
export const jsonLine = ({ at, happening }: Report): string => {
  const time = new Date(at).toISOString();
  const error = 'error' in happening && happening.error !== undefined ? { error: errorOf(happening.error) } : {};
  if (happening.type === 'refused') {
    return JSON.stringify({ time, ...happening, address: formatAddress(happening.address) });
  }
  if (!('id' in happening)) return JSON.stringify({ time, ...happening, ...error });
  const { type, id, kind, address, ...rest } = happening;
  const { connection: _, ...plain } = { connection: undefined, ...rest };
  return JSON.stringify({ time, type, id, kind, address: formatAddress(address), ...plain, ...error });
};
