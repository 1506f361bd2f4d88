import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Address } from 'rx-connmgr';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request as a careful client would, and resolves to what came back; a body of `undefined` is not ended. */
export const ask = (
  { host, port }: Address,
  body: string | Buffer,
  { headers = {}, method = 'POST', path = '/', ...options }: RequestOptions = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path, agent: false, ...options, headers }, (response) => {
      const { statusCode: status, headers: got } = response;
      text(response).then((all) => resolve({ status, headers: got, body: all }), reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** Says just that, and resolves to all that came back when the other side has closed. */
export const say = ({ host, port }: Address, ...parts: readonly (string | Buffer)[]): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const heard: Buffer[] = [];
    socket.on('data', (chunk) => heard.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(heard).toString()));
    socket.on('connect', () => parts.forEach((part) => socket.write(part)));
  });
