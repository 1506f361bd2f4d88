/** Of a manager: `new` until it starts, `draining` while it fills no more and waits for connections to end by themselves. */
export type Phase = 'new' | 'running' | 'draining' | 'stopped';
