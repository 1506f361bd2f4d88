import type { Socket } from 'node:net';
import type { ConnectionManager, Address } from 'rx-connmgr';
import { filter, firstValueFrom, skip } from 'rxjs';

/** Resolves when so many connections have been established since now. */
export const untilEstablished = (manager: ConnectionManager<Address, Socket>, count: number): Promise<unknown> =>
  firstValueFrom(
    manager.events$.pipe(
      filter(({ type }) => type === 'established'),
      skip(count - 1),
    ),
  );
