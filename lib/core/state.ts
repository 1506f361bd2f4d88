import { P, match } from 'ts-pattern';
import type { Happening } from './events.js';
import type { State } from './request.js';

/**
 * Returns the state of a request after something happened to it. What cannot follow leaves the state as it was: a fold
 * over a stream that was joined late stays sane, and nothing follows `ended`.
 *
 * ```
 * queued ──▶ dialing ──▶ established ──▶ waiting ──▶ dialing …
 *               └──────────▶ waiting
 * any ──▶ ended
 * ```
 */
export const nextState = (state: State, happening: Happening<unknown>['type']): State =>
  match([state, happening] as const)
    .returnType<State>()
    .with(['ended', P._], () => 'ended')
    .with([P._, 'ended'], () => 'ended')
    .with([P.union('queued', 'waiting'), 'dialing'], () => 'dialing')
    .with([P.union('queued', 'dialing'), 'established'], () => 'established')
    .with(['dialing', 'failed'], () => 'waiting')
    .with(['established', 'disconnected'], () => 'waiting')
    .with([P.union('queued', 'dialing', 'waiting'), 'waiting'], () => 'waiting')
    .with([P._, P.union('dialing', 'established', 'failed', 'disconnected', 'waiting')], () => state)
    .exhaustive();
