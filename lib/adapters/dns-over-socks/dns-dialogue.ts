import { canonicalHost } from '../../core/canonical-host.js';
import type { Dialogue } from '../../core/dialogue.js';
import { show } from '../../core/show.js';
import { DnsError } from './dns-error.js';
import { dnsName } from './dns-name.js';
import { decodeAnswer, encodeQuestion, type AddressRecord, type DnsMessage } from './dns-message.js';

/** How often a server may send us on to another name. */
const maxHops = 8;

function* hear(count: number, say?: Uint8Array): Dialogue<Uint8Array> {
  const heard = yield { say, hear: count };
  if (heard.length < count) throw new DnsError('EOF', 'The DNS server hung up before it had answered');
  return heard;
}

/** Returns the name at the end of the chain of aliases that begins with `name`, as far as the answer tells it. */
const endOfChain = (name: string, { answers = [] }: DnsMessage): string => {
  const aliases = new Map<string, string>();
  for (const answer of answers) {
    if (answer.type === 'CNAME') aliases.set(canonicalHost(answer.name), canonicalHost(answer.data));
  }
  let end = name;
  const seen = new Set<string>();
  for (let next = aliases.get(end); next !== undefined; next = aliases.get(end)) {
    if (seen.has(end)) throw new DnsError('EBADRESP', `The aliases of ${show(name)} lead back to themselves`);
    seen.add(end);
    end = next;
  }
  return end;
};

const addressesOf = (name: string, type: AddressRecord, { answers = [] }: DnsMessage): readonly string[] =>
  answers.flatMap((answer) =>
    answer.type === type && canonicalHost(answer.name) === name ? [canonicalHost(answer.data)] : [],
  );

/**
 * What is said to a DNS server over TCP to learn the addresses of a name, of one kind. Returns them, or none where the name
 * has none. Aliases are followed, those that the server leaves to us by asking on.
 *
 * Source: RFC 1035, sections 4.1 and 4.2.2; RFC 7766.
 *
 * @throws DnsError what the server says is wrong, `EBADRESP`, or `EOF` if it hangs up; as {@link dnsName} does of an alias
 */
export function* dnsDialogue(name: string, type: AddressRecord): Dialogue<readonly string[]> {
  let asked = name;
  for (let id = 1; id <= maxHops; id += 1) {
    const [high = 0, low = 0] = yield* hear(2, encodeQuestion(id, asked, type));
    const answer = decodeAnswer(id, yield* hear((high << 8) | low));
    const end = endOfChain(asked, answer);
    const addresses = addressesOf(end, type, answer);
    if (addresses.length > 0 || end === asked) return addresses;
    asked = dnsName(end);
  }
  throw new DnsError('EBADRESP', `The aliases of ${show(name)} have no end`);
}
