import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type Answer } from 'dns-packet';

export interface DnsQuestion {
  readonly name: string;
  /** `A` for IPv4 addresses, `AAAA` for IPv6. */
  readonly type: string;
}

/** What a name has: addresses of both families; or why there is no answer; or nothing, ever; or bytes of any kind. */
export type DnsReply = readonly string[] | keyof typeof codes | 'silence' | Buffer;

export interface DnsServer extends AsyncDisposable {
  /** Where it listens, as `dnsLookup({ servers })` takes it. */
  readonly server: string;
  /** What it has been asked so far. */
  readonly questions: readonly DnsQuestion[];
}

const codes = { FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
const [response, recursive] = [1 << 15, (1 << 8) | (1 << 7)];

/** What is sure to arrive in one datagram. As a seed does, it answers as much as fits. */
const most = 1_232;

const answersTo = ({ name, type }: DnsQuestion, addresses: readonly string[]): Answer[] => {
  const size = type === 'A' ? 4 : 16;
  const fitting = Math.floor((most - 64) / (name.length + 12 + size));
  return addresses
    .filter((address) => address.includes(':') === (type === 'AAAA'))
    .slice(0, fitting)
    .map((data) => ({ name, type: type as 'A' | 'AAAA', ttl: 60, data }));
};

/** Returns a small DNS server on loopback, once it listens. `reply` says what each name has, in lower case. */
export const startDnsServer = async (reply: (question: DnsQuestion) => DnsReply): Promise<DnsServer> => {
  const socket = createSocket('udp4');
  const questions: DnsQuestion[] = [];

  const replyTo = (message: Buffer): Buffer | undefined => {
    const { id, questions: asked = [] } = decode(message);
    const [question] = asked;
    if (!question) return undefined;
    const known = { name: question.name.toLowerCase(), type: question.type };
    questions.push(known);
    const told = known.type === 'A' || known.type === 'AAAA' ? reply(known) : [];
    if (told === 'silence') return undefined;
    if (Buffer.isBuffer(told)) return told;
    const code = typeof told === 'string' ? codes[told] : 0;
    const answers = typeof told === 'string' ? [] : answersTo({ ...known, name: question.name }, told);
    const flags = response | recursive | code;
    return encode({ type: 'response', flags, questions: [question], answers, ...(id === undefined ? {} : { id }) });
  };

  socket.on('message', (message, from) => {
    try {
      const answer = replyTo(message);
      if (answer) socket.send(answer, from.port, from.address);
    } catch {
      // What is no question has no answer.
    }
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    questions,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
};
