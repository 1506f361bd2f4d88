/** What a request is answered with. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the connection ends with it, and whatever else the client has to say is not listened to. */
  readonly close?: boolean;
}

/** Returns an answer in plain text, after which the connection is closed. */
export const refuse = (status: number, text: string, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body: `${text}\n`,
  close: true,
});
