/**
 * Of a manager: `new` until it starts, `suspended` while everything is closed and nobody dials, `draining` while it fills no
 * more and waits for connections to end by themselves.
 */
export type Phase = 'new' | 'running' | 'suspended' | 'draining' | 'stopped';

/** Whether it was started and goes on: what it is to hold is kept in mind, be it suspended or not. */
export const goesOn = (phase: Phase): boolean => phase === 'running' || phase === 'suspended';
