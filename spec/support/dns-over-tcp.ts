import { decode, streamEncode, type Answer, type Packet } from 'dns-packet';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { realPeer, type Behaviour, type RealPeer } from './real-peers.js';

/** A question as a fake server reads it. */
export interface DnsQuestion {
  readonly id: number;
  readonly name: string;
  readonly type: string;
}

/** What a fake server answers: records, or a status (3 is NXDOMAIN), or bytes instead of a message, or what it does. */
export type DnsReaction = readonly Answer[] | number | Uint8Array | Behaviour;

/** A fake DNS server over TCP, and what it was asked, in order. */
export interface DnsServer extends RealPeer {
  readonly asked: readonly DnsQuestion[];
}

/** Returns the message that answers a question, after its length. */
export const messageOf = (question: DnsQuestion, reaction: readonly Answer[] | number): Buffer => {
  const { id, name, type } = question;
  const status = typeof reaction === 'number' ? reaction : 0;
  return streamEncode({
    type: 'response',
    id,
    flags: status,
    questions: [{ name, type: type as 'A' }],
    answers: typeof reaction === 'number' ? [] : [...reaction],
  } satisfies Packet);
};

const take = async (socket: Socket, count: number): Promise<Buffer> => {
  for (;;) {
    const taken = socket.read(count) as Buffer | null;
    if (taken) return taken;
    await once(socket, 'readable');
  }
};

/** Returns a fake DNS server on loopback that answers so; it is closed with the real peers. */
export const dnsServer = async (
  answer: (question: DnsQuestion) => DnsReaction,
  send: (socket: Socket, bytes: Uint8Array) => void = (socket, bytes) => void socket.write(bytes),
): Promise<DnsServer> => {
  const asked: DnsQuestion[] = [];
  const serve = async (socket: Socket): Promise<void> => {
    for (;;) {
      const length = (await take(socket, 2)).readUInt16BE();
      const { id = 0, questions = [] } = decode(await take(socket, length));
      const question = { id, name: questions[0]?.name ?? '', type: questions[0]?.type ?? '' };
      asked.push(question);
      const reaction = answer(question);
      if (typeof reaction === 'function') {
        reaction(socket);
        return;
      }
      send(socket, reaction instanceof Uint8Array ? reaction : messageOf(question, reaction));
    }
  };
  const peer = await realPeer((socket) => void serve(socket).catch(() => socket.destroy()));
  return Object.assign(peer, { asked });
};
