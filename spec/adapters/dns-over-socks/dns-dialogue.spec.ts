import { decode, type Answer } from 'dns-packet';
import { isIP } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { isSocksError } from 'rx-connmgr';
import { dnsDialogue } from '../../../lib/adapters/dns-over-socks/dns-dialogue.js';
import { DnsError, isDnsError } from '../../../lib/adapters/dns-over-socks/index.js';
import { messageOf } from '../../support/dns-over-tcp.js';
import { play } from '../../support/play.js';
import { runs } from '../../support/runs.js';

const name = 'seed.test';
const a = (data: string, of = name): Answer => ({ type: 'A', name: of, ttl: 60, data });
const aaaa = (data: string, of = name): Answer => ({ type: 'AAAA', name: of, ttl: 60, data });
const cname = (data: string, of = name): Answer => ({ type: 'CNAME', name: of, ttl: 60, data });
const answer = (reaction: readonly Answer[] | number, id = 1, of = name, type = 'A') =>
  messageOf({ id, name: of, type }, reaction);

/** The outcome of a server that says these messages. */
const outcome = (messages: readonly Uint8Array[], type: 'A' | 'AAAA' = 'A', hangsUp = false) => {
  const { result, error, waiting } = play(dnsDialogue(name, type), messages, hangsUp);
  if (isDnsError(error) || isSocksError(error)) return error.code;
  if (error !== undefined) throw error as Error;
  return result ?? `waits for ${waiting ?? 0}`;
};
/** What is asked, in order. */
const questions = (messages: readonly Uint8Array[]) =>
  play(dnsDialogue(name, 'A'), messages).said.map((said) => {
    const { id, questions: [question] = [], flag_rd: recursion } = decode(Buffer.from(said.slice(2)));
    expect((said[0]! << 8) | said[1]!).to.equal(said.length - 2);
    return `${id ?? ''} ${question?.type ?? ''} ${question?.name ?? ''}${recursion ? '' : ' without recursion'}`;
  });

describe('dnsDialogue', () => {
  it('asks for one kind of address', () => {
    expect(questions([])).to.deep.equal(['1 A seed.test']);
    const { said } = play(dnsDialogue(name, 'AAAA'), []);
    expect(decode(Buffer.from(said[0]!.slice(2))).questions).to.deep.include({ type: 'AAAA', name, class: 'IN' });
  });

  it('returns all addresses of that kind and name', () => {
    const mixed = [
      a('192.0.2.1'),
      aaaa('2001:db8::1'),
      a('192.0.2.2'),
      a('192.0.2.3', 'other.test'),
      a('192.0.2.4', 'SEED.test'),
    ];
    expect(outcome([answer(mixed)])).to.deep.equal(['192.0.2.1', '192.0.2.2', '192.0.2.4']);
    expect(outcome([answer(mixed)], 'AAAA')).to.deep.equal(['2001:db8::1']);
  });

  it('spells IPv6 in its one way', () => {
    const ipv6 = [aaaa('2001:0db8:0:0:0:0:0:1'), aaaa('::ffff:192.0.2.1')];
    expect(outcome([answer(ipv6)], 'AAAA')).to.deep.equal(['2001:db8::1', '192.0.2.1']);
  });

  it('returns none where the name has none of that kind', () => {
    expect(outcome([answer([])])).to.deep.equal([]);
    expect(outcome([answer([aaaa('::1')])])).to.deep.equal([]);
  });

  it('takes an answer of any length', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => a(`10.0.${index >> 8}.${index & 255}`));
    expect(outcome([answer(many)])).to.have.lengthOf(1_000);
  });

  it('follows aliases within an answer, in whatever order they come', () => {
    const chain = [a('192.0.2.1', 'c.test'), cname('c.test', 'b.test'), cname('B.test')];
    expect(outcome([answer(chain)])).to.deep.equal(['192.0.2.1']);
    expect(questions([answer(chain)])).to.have.lengthOf(1);
  });

  it('asks on where the server leaves that to us', () => {
    const first = answer([cname('b.test')]);
    const second = answer([cname('c.test', 'b.test')], 2, 'b.test');
    const third = answer([a('192.0.2.1', 'c.test')], 3, 'c.test');
    expect(questions([first, second])).to.deep.equal(['1 A seed.test', '2 A b.test', '3 A c.test']);
    expect(outcome([first, second, third])).to.deep.equal(['192.0.2.1']);
  });

  it('does not follow aliases for ever', () => {
    expect(outcome([answer([cname(name)])])).to.equal('EBADRESP');
    expect(outcome([answer([cname('b.test'), cname(name, 'b.test')])])).to.equal('EBADRESP');
    const endless = Array.from({ length: 20 }, (_, hop) =>
      answer([cname(`n${hop + 1}.test`, hop === 0 ? name : `n${hop}.test`)], hop + 1, `n${hop}.test`),
    );
    expect(questions(endless)).to.have.lengthOf(8);
    expect(outcome(endless)).to.equal('EBADRESP');
  });

  it('follows no alias that is no name, nor to an onion service', () => {
    expect(outcome([answer([cname('a b.test')])])).to.equal('EBADNAME');
    expect(outcome([answer([cname('a.onion')])])).to.equal('onion');
  });

  it('has an error for each status', () => {
    const codes = ['EFORMERR', 'ESERVFAIL', 'ENOTFOUND', 'ENOTIMP', 'EREFUSED', 'EBADRESP', 'EBADRESP'];
    expect(codes.map((_, index) => outcome([answer(index + 1)]))).to.deep.equal(codes);
    for (let status = 8; status < 16; status += 1) expect(outcome([answer(status)])).to.equal('EBADRESP');
    const { error } = play(dnsDialogue(name, 'A'), [answer(3)]);
    expect(error)
      .to.be.instanceOf(DnsError)
      .with.property('message', 'The DNS server answered `"NXDOMAIN"`: there is no such name');
  });

  it('does not take another answer for its own', () => {
    expect(outcome([answer([a('192.0.2.1')], 2)])).to.equal('EBADRESP');
    const question = play(dnsDialogue(name, 'A'), []).said[0]!;
    expect(outcome([question])).to.equal('EBADRESP');
  });

  it('does not take what is no message', () => {
    for (const message of [
      [0, 0],
      [0, 1, 0],
      [0, 12, ...new Uint8Array(12).fill(255)],
    ]) {
      expect(outcome([Uint8Array.from(message)]), String(message)).to.equal('EBADRESP');
    }
  });

  it('does not take an address that is cut short', () => {
    for (const [record, type] of [
      [a('192.0.2.1'), 'A'],
      [aaaa('2001:db8::1'), 'AAAA'],
    ] as const) {
      const whole = answer([record]);
      const size = type === 'A' ? 4 : 16;
      for (let missing = 1; missing <= size; missing += 1) {
        const cut = Uint8Array.from(whole.subarray(0, whole.length - missing));
        cut[1] = cut.length - 2; // the length says so: there is no more to wait for
        expect(outcome([cut], type), `${type} without ${missing}`).to.equal('EBADRESP');
      }
    }
  });

  it('waits for the whole message, and says so when the server hangs up', () => {
    const whole = answer([a('192.0.2.1')]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(outcome([whole.subarray(0, length)]), String(length)).to.match(/^waits for/);
      expect(outcome([whole.subarray(0, length)], 'A', true), String(length)).to.equal('EOF');
    }
    expect(outcome([...whole].map((byte) => Uint8Array.of(byte)))).to.deep.equal(['192.0.2.1']);
  });

  it('ends with an answer or an error of its own, or waits, whatever the server says', () => {
    const good = [
      answer([a('192.0.2.1'), aaaa('::1')]),
      answer([cname('b.test'), a('192.0.2.1', 'b.test')]),
      answer([cname('b.test')]),
      answer(3),
    ];
    const changes = fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { maxLength: 6 });
    const mutated = fc.tuple(fc.constantFrom(...good), changes).map(([message, edits]) => {
      const changed = Uint8Array.from(message);
      for (const [place, byte] of edits) changed[place % changed.length] = byte;
      return changed;
    });
    const random = fc.uint8Array({ maxLength: 300 }).map((rest) => {
      const message = Uint8Array.of(0, 1, 0x80, 0, ...rest);
      return Uint8Array.of(message.length >> 8, message.length & 255, ...message);
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(mutated, random), { maxLength: 3 }), fc.boolean(), (messages, hangsUp) => {
        const result = outcome(messages, 'A', hangsUp);
        if (typeof result !== 'string') for (const address of result) expect(isIP(address), address).to.equal(4);
        else if (hangsUp) expect(result).not.to.match(/^waits/);
      }),
      { numRuns: runs(1_500) },
    );
  });

  it('does not spin on names that lead back into themselves', () => {
    // a pointer to a pointer to …, as many as there is room for
    const pointers = Array.from({ length: 8_000 }, (_, index) => {
      const to = 12 + Math.max(0, index - 1) * 2;
      return [0xc0 | (to >> 8), to & 255];
    }).flat();
    const message = Uint8Array.of(0, 1, 0x80, 0, 0, 0, 0, 50, 0, 0, 0, 0, ...pointers);
    const begun = performance.now();
    expect(outcome([Uint8Array.of(message.length >> 8, message.length & 255, ...message)])).to.equal('EBADRESP');
    expect(performance.now() - begun).to.be.below(1_000);
  });
});
