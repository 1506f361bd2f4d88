import type { Socket } from 'node:net';
import type { Address, ConnectionEvent, Health, Kind } from 'rx-connmgr';
import type { Banned, Happening, Refused, Report, Trouble } from '../../../examples/start/report.js';

type RequestEvent = Extract<ConnectionEvent<Address, Socket>, { readonly id: number }>;
type Told = RequestEvent extends infer E ? (E extends unknown ? Omit<E, 'id' | 'address' | 'kind'> : never) : never;

/** The address of the request with that id. */
export const addressOf = (id: number): Address => ({ host: `127.10.0.${id}`, port: 8333 });

export const report = (at: number, happening: Happening): Report => ({ at, happening });

/** What happened to request `id`, in a report. */
export const told = (at: number, kind: Kind, id: number, event: Told): Report =>
  report(at, { id, address: addressOf(id), kind, ...event });

export const socket = {} as Socket;

export const established = (at: number, kind: Kind, id: number): Report =>
  told(at, kind, id, { type: 'established', connection: socket });

export const lost = (at: number, kind: Kind, id: number): Report =>
  told(at, kind, id, { type: 'disconnected', by: 'peer' });

export const health = (at: number, now: Health): Report => report(at, { type: 'health', health: now });

export const trouble = (at: number, phase: Trouble['phase'], text = 'it rains'): Report =>
  report(at, { type: 'trouble', phase, text });

export const refused = (at: number, reason: Refused['reason'], count: number, total = count): Report =>
  report(at, { type: 'refused', reason, count, total, address: addressOf(99) });

export const bans = (at: number, change: Banned['change'], subnet = '127.10.0.9'): Report =>
  report(at, { type: 'bans', change, subnet, reason: 'garbage' });
