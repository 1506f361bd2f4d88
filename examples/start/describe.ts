import { formatAddress, isConnectionError } from 'rx-connmgr';
import { duration } from './durations.js';
import { errorOf } from './error-of.js';
import type { Style } from './line.js';
import type { Happening, Report } from './report.js';

/** What happened, in words: `established` `127.10.0.3:8333` `automatic 12`. */
export interface Description {
  readonly word: string;
  readonly subject: string;
  readonly detail: string;
  readonly style: Style | undefined;
}

const styles: Readonly<Partial<Record<Happening['type'], Style>>> = {
  dialing: 'dim',
  established: 'green',
  failed: 'red',
  disconnected: 'red',
  waiting: 'dim',
  ended: 'dim',
  health: 'cyan',
  trouble: 'yellow',
  refused: 'red',
  bans: 'red',
  notice: 'yellow',
  stopping: 'yellow',
};

const because = (error: unknown): string => (error === undefined ? '' : `: ${errorOf(error).code}`);

const detailOf = (happening: Extract<Happening, { readonly id: number }>): string => {
  switch (happening.type) {
    case 'dialing':
    case 'established':
      return `${happening.kind} ${happening.id}`;
    case 'failed':
      return errorOf(happening.error).code;
    case 'disconnected':
      return `by ${happening.by === 'us' ? 'us' : 'the peer'}${because(happening.error)}`;
    case 'waiting':
      return `failure ${happening.failures}, next try in ${duration(happening.delay)}`;
    case 'ended':
      return happening.reason;
  }
};

/** Returns the words for a report. */
export const describe = ({ happening }: Report): Description => {
  const { type: word } = happening;
  const style = styles[word];
  switch (happening.type) {
    case 'health':
      return { word, subject: happening.health, detail: because(happening.error).slice(2), style };
    case 'trouble':
      return {
        word,
        subject: happening.phase === 'over' ? `over: ${happening.text}` : happening.text,
        detail: '',
        style,
      };
    case 'refused': {
      const { count, reason, address, total } = happening;
      const detail = `${reason}, ${total} so far`;
      return { word, subject: count === 1 ? address.host : `${count}, the last from ${address.host}`, detail, style };
    }
    case 'bans': {
      const { change, subnet, reason } = happening;
      const added = change === 'added';
      const done = added ? 'banned' : `ban ${change}`;
      return { word: done, subject: subnet, detail: reason ?? '', style: added ? style : 'dim' };
    }
    case 'notice':
      return { word, subject: happening.text, detail: because(happening.error).slice(2), style };
    case 'stopping':
      return { word, subject: happening.text, detail: '', style };
    default:
      return { word, subject: formatAddress(happening.address), detail: detailOf(happening), style };
  }
};

/** The manager tells of refusals in its own way, too: as what is wrong with the whole. */
const isRefusal = (happening: Happening): boolean =>
  happening.type === 'health' &&
  isConnectionError(happening.error) &&
  happening.error.id === undefined &&
  ['full', 'banned', 'duplicate'].includes(happening.error.code);

/**
 * Returns whether a report is news to a reader: not that a dial begins, nor the end that follows from what was told before,
 * nor what is told in better words elsewhere.
 */
export const isNews = ({ happening }: Report): boolean =>
  happening.type !== 'dialing' &&
  !isRefusal(happening) &&
  !(happening.type === 'ended' && ['failed', 'closed', 'stopped'].includes(happening.reason));
