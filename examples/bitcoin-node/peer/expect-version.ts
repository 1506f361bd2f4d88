import type { Version } from '../wire/message.js';
import { PeerError } from './peer-error.js';
import type { KnownSelf } from './self.js';
import type { Whom } from './whom.js';

/**
 * Returns what a peer said of itself, if we can do with it. What it offers matters only where we dialled by ourselves: whoever
 * comes in, and whom the user asked for, is welcome with less.
 *
 * @throws PeerError `services` or `obsolete`
 */
export const expectVersion = (
  version: Version,
  { wanted, minVersion }: Pick<KnownSelf, 'wanted' | 'minVersion'>,
  { kind }: Pick<Whom, 'kind'>,
): Version => {
  if (kind === 'automatic' && (version.services & wanted) !== wanted) {
    throw new PeerError('services', `The peer offers services ${version.services}, and ${wanted} are needed`);
  }
  if (version.version < minVersion) {
    throw new PeerError('obsolete', `The peer speaks version ${version.version}, and ${minVersion} is the oldest`);
  }
  return version;
};
