import { P, match } from 'ts-pattern';
import type { Happening } from './events.js';
import type { State } from './request.js';

type Type = Happening<unknown>['type'];

const states: readonly State[] = ['queued', 'dialing', 'established', 'waiting', 'ended'];
const types: readonly Type[] = ['dialing', 'established', 'failed', 'disconnected', 'waiting', 'ended'];

const transition = (state: State, type: Type): State =>
  match([state, type] as const)
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

// Looked up for every event, hence matched once: a match costs a hundred times as much as a look.
const row = (state: State) =>
  Object.fromEntries(types.map((type) => [type, transition(state, type)])) as Record<Type, State>;
const table = Object.fromEntries(states.map((state) => [state, row(state)])) as Record<State, Record<Type, State>>;

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
export const nextState = (state: State, happening: Type): State => table[state][happening];
