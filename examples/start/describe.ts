import { formatAddress } from 'rx-connmgr';
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
    case 'stopping':
      return { word, subject: happening.text, detail: '', style };
    default:
      return { word, subject: formatAddress(happening.address), detail: detailOf(happening), style };
  }
};

/** Returns whether a report is news to a reader: not that a dial begins, nor the end that follows from what was told before. */
export const isNews = ({ happening }: Report): boolean =>
  happening.type !== 'dialing' &&
  !(happening.type === 'ended' && ['failed', 'closed', 'stopped'].includes(happening.reason));
