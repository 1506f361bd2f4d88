import { expect } from 'chai';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { NEVER, Observable, Subject, delay, filter, map, tap } from 'rxjs';
import type { Address, Dial } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { heldBy } from '../../../examples/start/held.js';
import type { Shown } from '../../../examples/start/models.js';
import { perform } from '../../../examples/start/perform.js';
import type { Plan } from '../../../examples/start/plan.js';

describe('perform', () => {
  let server: Server;
  let planOf: (dial: Dial<Address, Socket>) => Plan;
  const dialled: Socket[] = [];

  beforeEach(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined).resume();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    planOf = (dial) => ({
      title: 'one',
      targets: { automatic: 0, permanent: 1, inbound: 0 },
      held: heldBy({ dial, maxOutbound: 0 }, [{ host: '127.0.0.1', port }]),
    });
  });

  afterEach(() => {
    server.close();
    for (const socket of dialled.splice(0)) socket.destroy();
  });

  /** Stops as soon as the connection is there. */
  const run = (dial: Dial<Address, Socket>) => {
    const stop$ = new Subject<string>();
    const show = ({ report$ }: Shown) =>
      report$.pipe(
        filter(({ happening }) => happening.type === 'established'),
        delay(20),
        tap(() => {
          stop$.next('enough');
        }),
      );
    return perform(planOf(dial), { randomSeed: 1, endless: false, stop$, show });
  };

  it('tells how it went when all is closed', async () => {
    expect(await run(tcp())).to.deep.include({
      dials: 1,
      automatic: { target: 0, least: 0, most: 0 },
      permanent: { target: 1, least: 1, most: 1 },
      inbound: { limit: 0, most: 0, total: 0 },
      openAtEnd: 0,
      invariants: 'held',
    });
  });

  it('counts the sockets of a dial that does not close them, at both ends', async () => {
    const leaky: Dial<Address, Socket> = ({ host, port }) =>
      new Observable((subscriber) => {
        const socket = connect(port, host, () => {
          subscriber.next(socket);
        });
        dialled.push(socket);
      });
    const { openAtEnd, invariants, broken } = await run(leaky);
    expect({ openAtEnd, invariants }).to.deep.equal({ openAtEnd: 2, invariants: 'broken' });
    expect(broken).to.deep.equal(['Expected no socket to be open after the stop, got 2']);
  });

  it('stops the manager when what shows it fails', async () => {
    const failing = ({ report$ }: Shown) =>
      report$.pipe(
        filter(({ happening }) => happening.type === 'established'),
        map(() => {
          throw new Error('no paper');
        }),
      );
    const failed: unknown = await perform(planOf(tcp()), {
      randomSeed: 1,
      endless: false,
      stop$: NEVER,
      show: failing,
    }).catch((err: unknown) => err);
    expect(failed).to.be.an('error').with.property('message', 'no paper');
    server.close();
    await once(server, 'close');
  });
});
