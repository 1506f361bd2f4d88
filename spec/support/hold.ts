import { ConnectionManager, linear, type ConnectionEvent, type Inbound, type ManageOptions } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import type { RunHelpers } from 'rxjs/testing';
import { Observable, asyncScheduler, timer, type Subscriber } from 'rxjs';
import { expect } from 'chai';
import { Script, told, type Act } from './script.js';

/** A manager on scripted peers in virtual time, with everything it told. */
export interface Held {
  readonly manager: ConnectionManager<string, string>;
  readonly script: Script;
  readonly events: ConnectionEvent<string, string>[];
  /** What was told, as short texts; `about` one request if given. */
  readonly told: (about?: number) => readonly string[];
  /** The connections that came in, as dials from the other side. */
  readonly visitors: Script;
  /** Somebody comes in. Returns whether the connection was accepted. */
  readonly knock: (key: string, allowed?: boolean) => boolean;
  /** The stream of those who come in ends, with the error if one is given. */
  readonly endInbound: (error?: unknown) => void;
  /** Who came in and became no request: `full v1`. */
  readonly refused: readonly string[];
  /** The errors of `health` events. */
  readonly complaints: () => readonly unknown[];
  /** Does something at that millisecond. */
  readonly at: (ms: number, act: () => unknown) => void;
  /** Lets time pass until nothing is left to do. */
  readonly flush: () => void;
}

type HoldOptions = Partial<ManageOptions<string, string>> & {
  readonly act?: (key: string, n: number) => Act;
  /** What those do who come in: without it there is no stream of them. */
  readonly visits?: (key: string, n: number) => Act;
};

/** Addresses `a0`, `a1`, … */
export const names = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `a${i}`);

/**
 * A spec of a manager: it is stopped after `body` if that did not, and nothing may be left. `linear` without jitter stands in
 * for the default back-off, so that the times are exact.
 */
export const holding = (options: HoldOptions, body: (held: Held) => void): (() => void) =>
  marbles(
    ({ flush }: RunHelpers) => {
      const { act, visits, ...rest } = options;
      const now = () => asyncScheduler.now();
      const script = new Script(now, act);
      const visitors = new Script(now, visits);
      let door: Subscriber<Inbound<string, string>> | undefined;
      const inbound = new Observable<Inbound<string, string>>((subscriber) => {
        door = subscriber;
        return () => (door = undefined);
      });
      const { retryDuration = 5_000, maxRetryDuration = 300_000 } = rest;
      const manager = new ConnectionManager<string, string>({
        dial: script.dial,
        backoff: linear(retryDuration, maxRetryDuration),
        random: () => 0.5,
        ...(visits ? { inbound } : {}),
        ...rest,
      });
      const events: ConnectionEvent<string, string>[] = [];
      manager.events$.subscribe((event) => events.push(event));
      const refused: string[] = [];
      manager.refused$.subscribe(({ reason, address }) => refused.push(`${reason} ${address}`));
      let completed = false;
      manager.events$.subscribe({ complete: () => (completed = true) });
      body({
        manager,
        script,
        visitors,
        knock: (key, allowed) => {
          const before = visitors.dials.length;
          door?.next({ address: key, connection$: visitors.dial(key), allowed });
          return visitors.dials.length > before;
        },
        endInbound: (error) => (error === undefined ? door?.complete() : door?.error(error)),
        refused,
        complaints: () => events.flatMap((event) => (event.type === 'health' && event.error ? [event.error] : [])),
        events,
        told: (about) =>
          events
            .filter((event) => about === undefined || (event.type !== 'health' && event.id === about))
            .map(told)
            .filter((text) => about !== undefined || !text.startsWith('health')),
        at: (ms, what) => void timer(ms).subscribe(what),
        flush,
      });
      void manager.stop();
      flush();
      expect(script.open, 'connections left open').to.equal(0);
      expect(script.dialing, 'dials left under way').to.equal(0);
      expect([visitors.open, visitors.dialing], 'visitors left').to.deep.equal([0, 0]);
      expect(door, 'the door left open').to.equal(undefined);
      expect(completed, 'streams completed').to.equal(true);
      expect(manager.snapshot().requests, 'requests left').to.deep.equal([]);
      const { established, disconnected } = manager.snapshot().totals;
      expect(disconnected, 'one disconnected for each established').to.equal(established);
    },
    { maxFrames: 100_000_000 },
  );
