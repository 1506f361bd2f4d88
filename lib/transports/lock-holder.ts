import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { processMark } from './process-mark.js';

/** What a lock says of who has it. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** What tells the process from others of its number; empty where that is not to be known. */
  readonly mark: string;
  /** Of this one taking of a lock. */
  readonly token: string;
}

const mostPid = 2 ** 31 - 1;
const isPid = (pid: unknown): pid is number => Number.isInteger(pid) && Number(pid) >= 1 && Number(pid) <= mostPid;
const isToken = (token: unknown): token is string => typeof token === 'string' && /^[0-9a-f-]{36}$/.test(token);

/** Returns the holder that a lock names, or `undefined` if it names none: whatever it is, no process of ours wrote it. */
export const parseHolder = (text: string): Holder | undefined => {
  try {
    const { pid, host, mark, token } = Object(JSON.parse(text)) as Readonly<Record<keyof Holder, unknown>>;
    if (!isPid(pid) || !isToken(token) || typeof host !== 'string' || typeof mark !== 'string') return undefined;
    return { pid, host, mark, token };
  } catch {
    return undefined;
  }
};

/** Resolves to this process as the holder of a lock. */
export const thisProcess = async (): Promise<Holder> => ({
  pid: process.pid,
  host: hostname(),
  mark: (await processMark(process.pid)) ?? '',
  token: randomUUID(),
});

/** Resolves to whether a holder lives, as far as can be seen from here: of those on another machine, nothing can. */
export const isAlive = async ({ pid, host, mark }: Holder): Promise<boolean> => {
  if (host !== hostname()) return true;
  const found = await processMark(pid);
  return found !== undefined && (found === '' || mark === '' || found === mark);
};
