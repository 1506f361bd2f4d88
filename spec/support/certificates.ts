import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(`certificates/${name}`, import.meta.url), 'utf8');

/**
 * Self-signed, for `localhost`, `peer.test`, 127.0.0.1 and ::1, valid from 2020 to 2120; `expired` is the same for the
 * first day only. The keys protect nothing.
 */
export const certificates = {
  peer: { key: read('peer.key'), cert: read('peer.crt') },
  expired: { key: read('peer.key'), cert: read('expired.crt') },
  client: { key: read('client.key'), cert: read('client.crt') },
} as const;
