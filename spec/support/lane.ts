import { NEVER, Subscription, type Observable } from 'rxjs';
import type { EndReason, State } from '../../lib/core/request.js';
import { Gate } from '../../lib/operators/gate.js';
import { Pace } from '../../lib/operators/pace.js';
import type { Lane, Place } from '../../lib/operators/place.js';
import { requestOf } from './world.js';

/** What a lane is like, where it matters to a spec. */
export interface LaneOptions {
  readonly lease$: Observable<string>;
  /** What a request is busy with: the place is free when it completes. @default for ever */
  readonly busy?: (address: string) => Observable<unknown>;
  /** In which state the request of an address is. @default established */
  readonly state?: (address: string) => State;
  readonly expect?: (address: string) => void;
  readonly refused?: (error: unknown, count: number) => number;
  readonly limit?: number;
  /** Dials at once: that of a request is over as it is established, which is at once. */
  readonly dials?: number;
  readonly ended?: (address: string, reason: EndReason) => void;
}

/** A lane that counts. */
export interface CountingLane extends Lane<string> {
  readonly waited: () => number;
  readonly busy: () => number;
}

/** Returns a lane in which requests are what `busy` says, and keep their lease until they end. */
export const laneOf = ({
  lease$,
  busy = () => NEVER,
  state = () => 'established',
  expect = () => undefined,
  refused = () => 1,
  limit = 1e6,
  dials = 1e6,
  ended = () => undefined,
}: LaneOptions): CountingLane => {
  let [waited, running, ids] = [0, 0, 0];
  const gate = new Gate(dials);
  return {
    pace: new Pace({ limit, period: 1_000, batch: 1 }),
    gate,
    queued: new Set<Place<string>>(),
    hungry: new Set<Place<string>>(),
    lease$,
    expect,
    refused,
    waits: () => (waited += 1),
    waited: () => waited,
    busy: () => running,
    occupy: (lease, place, free) => {
      if (free) gate.leave(free);
      const { address } = lease;
      const request = requestOf('automatic', (ids += 1));
      request.state = state(address);
      [place.request, request.place] = [request, place];
      running += 1;
      const work = new Subscription();
      const end = () => {
        if (request.outcome) return;
        request.outcome = { reason: 'closed' };
        running -= 1;
        work.unsubscribe();
        lease.unsubscribe();
        request.place?.vacate();
      };
      request.run = {
        over: false,
        unsubscribe: end,
        end: (reason) => {
          ended(address, reason);
          end();
        },
      };
      work.add(busy(address).subscribe({ complete: end }));
    },
  };
};
