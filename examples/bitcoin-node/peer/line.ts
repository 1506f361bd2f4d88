import {
  EMPTY,
  Subject,
  asyncScheduler,
  finalize,
  fromEventPattern,
  ignoreElements,
  merge,
  mergeMap,
  tap,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import type { Address } from 'rx-connmgr';
import type { Chain } from '../wire/chain.js';
import { deframe } from '../wire/deframe.js';
import { encode } from '../wire/encode.js';
import type { Message } from '../wire/message.js';
import type { ByteSocket } from './byte-socket.js';
import { PeerError } from './peer-error.js';

/** The limits of a line. */
export interface LineOptions {
  readonly chain: Chain;
  /** Milliseconds within which something at all has come, and something was sent. */
  readonly firstWordWithin: number;
  /** How many bytes may wait to be read by the peer. */
  readonly maxSendBuffer: number;
}

/** A socket on which messages go instead of bytes: both are counted. */
export class Line {
  readonly since = asyncScheduler.now();
  bytesSent = 0;
  bytesReceived = 0;
  /** Instants; 0 for never. */
  lastSent = 0;
  lastReceived = 0;
  readonly #messages$ = new Subject<Message>();
  readonly #unread$ = new Subject<never>();
  readonly #socket: ByteSocket;
  readonly #options: LineOptions;
  #open = true;

  constructor(socket: ByteSocket, options: LineOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** Every message that comes. Hot; it has no end, as the line itself tells that. */
  get messages$(): Observable<Message> {
    return this.#messages$;
  }

  /** Our end. */
  get localAddress(): Address {
    return { host: this.#socket.localAddress ?? '0.0.0.0', port: this.#socket.localPort ?? 0 };
  }

  /** Reads for as long as it is subscribed to. Errors with what is wrong: a `WireError` or a {@link PeerError}. */
  get run$(): Observable<never> {
    return merge(this.#reads$, this.#unread$, this.#silence$).pipe(finalize(() => (this.#open = false)));
  }

  /** Sends, unless the line is closed. Whoever does not read is hung up on. */
  send(message: Message): void {
    const socket = this.#socket;
    if (!this.#open || !socket.writable) return;
    const bytes = encode(this.#options.chain, message);
    this.bytesSent += bytes.length;
    this.lastSent = asyncScheduler.now();
    socket.write(bytes);
    const { maxSendBuffer } = this.#options;
    if (socket.writableLength <= maxSendBuffer) return;
    this.#unread$.error(new PeerError('unread', `The peer leaves more than ${maxSendBuffer} bytes unread`));
  }

  get #reads$(): Observable<never> {
    const socket = this.#socket;
    return fromEventPattern<Uint8Array>(
      (listener) => socket.on('data', listener),
      (listener) => socket.off('data', listener),
    ).pipe(
      tap((bytes) => {
        this.bytesReceived += bytes.length;
        this.lastReceived = asyncScheduler.now();
      }),
      deframe(this.#options.chain),
      tap((message) => this.#messages$.next(message)),
      ignoreElements(),
    );
  }

  get #silence$(): Observable<never> {
    const { firstWordWithin } = this.#options;
    return timer(firstWordWithin).pipe(
      mergeMap(() =>
        this.bytesSent > 0 && this.bytesReceived > 0
          ? EMPTY
          : throwError(() => new PeerError('silent', `Nothing came, or went, in the first ${firstWordWithin} ms`)),
      ),
    );
  }
}
