import { readFileSync } from 'node:fs';
import { formatAddress, parseAddress, type Address } from 'rx-connmgr';
import { complaintOf } from './complaint-of.js';
import { UsageError } from './usage-error.js';

/** So many wrong lines are named; whoever passes the wrong file needs no more. */
const MAX_COMPLAINTS = 5;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read',
};

/**
 * Returns the addresses of a text: one `host:port` a line, each once. Blank lines and what follows a `#` are skipped.
 *
 * @throws UsageError - naming `file` and each line that is no address, or if there is no address at all.
 */
export const parseAddresses = (text: string, file: string): readonly Address[] => {
  const addresses = new Map<string, Address>();
  const complaints: string[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const entry = line.replace(/#.*/, '').trim();
    if (entry === '') continue;
    try {
      const address = parseAddress(entry);
      addresses.set(formatAddress(address), address);
    } catch (err) {
      complaints.push(`${file}:${index + 1}: ${complaintOf(err)}`);
    }
  }
  const more = complaints.length - MAX_COMPLAINTS;
  if (more > 0)
    complaints.splice(MAX_COMPLAINTS, more, `… and ${more} more ${more === 1 ? 'line' : 'lines'} like that`);
  if (complaints.length > 0) throw new UsageError(complaints.join('\n'));
  if (addresses.size === 0) throw new UsageError(`${file}: there is no address in it`);
  return [...addresses.values()];
};

/** Returns the addresses of a file. @throws UsageError - as {@link parseAddresses}, and if it cannot be read. */
export const readAddressesFile = (file: string): readonly Address[] => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (err) {
    const code = err instanceof Error && 'code' in err ? String(err.code) : String(err);
    throw new UsageError(`Cannot read ${file}: ${reasons[code] ?? code}`);
  }
  return parseAddresses(text, file);
};
