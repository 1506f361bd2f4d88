import { expect } from 'chai';
import { NEVER, Subject, asyncScheduler, concat, from, merge } from 'rxjs';
import type { Sighting } from 'rx-connmgr';
import { seededRandom } from 'rx-connmgr/testing';
import { gossip, type Heard } from '../../../../examples/bitcoin-node/peer/gossip/gossip.js';
import type { GossipOptions } from '../../../../examples/bitcoin-node/peer/gossip/options.js';
import type { Message } from '../../../../examples/bitcoin-node/wire/message.js';
import { FakePeer } from '../support/fake-peer.js';
import { getaddr, other } from '../support/messages.js';
import { start, virtually } from '../support/virtually.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** With this for chance, each random delay is as long as it is on average. */
const average = () => 1 - 1 / Math.E;

const onion = `${'a'.repeat(56)}.onion`;

const sighting = (host: string, changes: Partial<Sighting> = {}): Sighting => ({
  host,
  port: 8_333,
  services: 9n,
  seen: asyncScheduler.now(),
  ...changes,
});

/** Public addresses, one after the other. */
const sightings = (count: number, changes: Partial<Sighting> = {}): readonly Sighting[] =>
  Array.from({ length: count }, (_, i) => sighting(`8.1.${i >> 8}.${i & 255}`, changes));

const gossiping = (options: Partial<GossipOptions>, ...peers: readonly FakePeer[]) => {
  const heard: Heard[] = [];
  const come$ = new Subject<FakePeer>();
  const settings = { known: () => [], secret: new Uint8Array(32), random: average, ...options };
  const chatter = merge(concat(from(peers), NEVER), come$)
    .pipe(gossip(settings))
    .subscribe((news) => heard.push(news));
  return {
    heard,
    chatter,
    come: (peer: FakePeer) => come$.next(peer),
  };
};

const outbound = (n: number, role: ConstructorParameters<typeof FakePeer>[1] = {}) => new FakePeer(`9.${n}.0.1`, role);
const inbound = (n: number, wantsAddrV2 = true) => outbound(n, { kind: 'inbound', wantsAddrV2 });

describe('gossip', () => {
  describe('asks for addresses', () => {
    it(
      'whoever we dialled, once',
      virtually((at) => {
        const peers = [outbound(1), outbound(2, { kind: 'manual' }), outbound(3, { kind: 'permanent', pool: 'full' })];
        const { chatter } = gossiping({}, ...peers);
        at(3 * day, () => {
          for (const peer of peers) {
            expect(peer.heard).to.deep.equal([{ at: start, message: getaddr }]);
          }
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'nobody who came to us, no block-relay-only peer, no feeler',
      virtually((at) => {
        const peers = [inbound(1), outbound(2, { pool: 'blockRelay' }), outbound(3, { kind: 'manual', tag: 'feeler' })];
        const { chatter } = gossiping({}, ...peers);
        at(day, () => {
          expect(peers.flatMap(({ commands }) => commands)).to.deep.equal([]);
          chatter.unsubscribe();
        });
      }),
    );
  });

  describe('hears of addresses', () => {
    it(
      'and says who told of them',
      virtually(() => {
        const [peer, visitor] = [outbound(1), inbound(2)];
        const { heard, chatter } = gossiping({}, peer, visitor);
        const [one, two] = sightings(2);
        peer.tellOf(one!, two!);
        visitor.say({ command: 'addr', addresses: [one!] });
        expect(heard).to.deep.equal([
          { source: peer.address, addresses: [one, two] },
          { source: visitor.address, addresses: [one] },
        ]);
        chatter.unsubscribe();
      }),
    );

    it(
      'but not from block-relay-only peers and feelers',
      virtually(() => {
        const peers = [outbound(1, { pool: 'blockRelay' }), outbound(2, { tag: 'feeler' })];
        const { heard, chatter } = gossiping({}, ...peers);
        peers.forEach((peer) => peer.tellOf(...sightings(2)));
        expect(heard).to.deep.equal([]);
        chatter.unsubscribe();
      }),
    );

    it(
      'without those that nobody can reach',
      virtually(() => {
        const peer = outbound(1);
        const { chatter, heard } = gossiping({}, peer);
        peer.tellOf(
          ...['10.0.0.1', '127.0.0.1', 'fd00::1', '8.8.8.8', '192.168.1.1', 'fe80::1'].map((host) => sighting(host)),
        );
        peer.tellOf(sighting('10.0.0.2'));
        expect(heard.map(({ addresses }) => addresses.map(({ host }) => host))).to.deep.equal([['8.8.8.8']]);
        chatter.unsubscribe();
      }),
    );

    it(
      'as `routable` has it',
      virtually(() => {
        const peer = outbound(1);
        const { chatter, heard } = gossiping({ routable: (host) => host.startsWith('127.') }, peer);
        peer.tellOf(sighting('127.0.0.9'), sighting('8.8.8.8'));
        expect(heard.map(({ addresses }) => addresses.map(({ host }) => host))).to.deep.equal([['127.0.0.9']]);
        chatter.unsubscribe();
      }),
    );

    it(
      'without those that have no blocks',
      virtually(() => {
        const peer = outbound(1);
        const { chatter, heard } = gossiping({}, peer);
        const offers = [0n, 1n, 1_024n, 8n, undefined];
        peer.tellOf(...offers.map((services, i) => sighting(`8.8.8.${i}`, { services })));
        expect(heard.map(({ addresses }) => addresses.map(({ host }) => host))).to.deep.equal([
          ['8.8.8.1', '8.8.8.2', '8.8.8.4'],
        ]);
        chatter.unsubscribe();
      }),
    );

    it(
      'with times that can be',
      virtually(() => {
        const peer = outbound(1);
        const { chatter, heard } = gossiping({}, peer);
        const times = [
          start,
          start - 20 * day,
          start + 10 * minute,
          start + 10 * minute + 1,
          0,
          100_000_000_000,
          undefined,
        ];
        peer.tellOf(...times.map((seen, i) => sighting(`8.8.8.${i}`, { seen })));
        const fiveDaysAgo = start - 5 * day;
        expect(heard[0]?.addresses.map(({ seen }) => seen)).to.deep.equal([
          ...times.slice(0, 3),
          fiveDaysAgo,
          fiveDaysAgo,
          fiveDaysAgo,
          fiveDaysAgo,
        ]);
        chatter.unsubscribe();
      }),
    );
  });

  describe('answers who came to us', () => {
    const asked = (options: Partial<GossipOptions>, visitor = inbound(1)) => {
      const { chatter } = gossiping(options, visitor);
      visitor.say(getaddr);
      visitor.say(getaddr);
      chatter.unsubscribe();
      return visitor;
    };

    it(
      'once, with 23 in 100 of what is known',
      virtually(() => {
        const known = sightings(1_000);
        const { told } = asked({ known: () => known, random: seededRandom(1) });
        expect(told.map(({ length }) => length)).to.deep.equal([230]);
        expect(new Set(told[0]).size).to.equal(230);
        expect(known.map(({ host }) => host)).to.include.members([...told[0]!]);
        // By chance: not the first ones.
        expect(told[0]).not.to.deep.equal(known.slice(0, 230).map(({ host }) => host));
      }),
    );

    it(
      'with 1 000 at most',
      virtually(() => {
        const known = sightings(10_000);
        expect(asked({ known: () => known }).told.map(({ length }) => length)).to.deep.equal([1_000]);
      }),
    );

    it(
      'with what was seen within 30 days, and is not of the future',
      virtually(() => {
        const old = sightings(50, { seen: start - 30 * day - 1 });
        const future = sightings(50, { seen: start + 11 * minute });
        const recent = [sighting('8.8.8.8', { seen: start - 30 * day }), sighting('8.8.4.4')];
        const known = [...old, ...recent, ...future, ...sightings(10, { seen: undefined })];
        expect([...asked({ known: () => known }).told[0]!].sort()).to.deep.equal(['8.8.4.4', '8.8.8.8']);
      }),
    );

    it(
      'with nothing where there is nothing to say',
      virtually(() => {
        expect(asked({ known: () => sightings(4) }).commands).to.deep.equal([]);
      }),
    );

    it(
      'in the form that it wants, and with what it understands',
      virtually(() => {
        const known = Array.from({ length: 20 }, (_, i) => sighting(i % 2 ? onion : '8.8.8.8', { port: i }));
        const old = asked({ known: () => known, random: seededRandom(3) }, inbound(1, false));
        expect(old.commands).to.deep.equal(['addr']);
        expect(new Set(old.told[0])).to.deep.equal(new Set(['8.8.8.8']));
        const young = asked({ known: () => known, random: seededRandom(3) });
        expect(young.commands).to.deep.equal(['addrv2']);
        expect(new Set(young.told[0])).to.deep.equal(new Set(['8.8.8.8', onion]));
      }),
    );

    it(
      'with the same for most of a day, whoever asks',
      virtually((at) => {
        const random = seededRandom(5);
        const known = sightings(1_000);
        const visitors = [1, 2, 3].map((n) => inbound(n));
        const [one, two, three] = visitors;
        const { chatter } = gossiping({ known: () => known, random }, ...visitors);
        one!.say(getaddr);
        at(21 * hour - 1, () => two!.say(getaddr));
        at(28 * hour, () => {
          three!.say(getaddr);
          expect(two!.told).to.deep.equal(one!.told);
          expect(three!.told).not.to.deep.equal(one!.told);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'and nobody else',
      virtually(() => {
        const known = sightings(1_000);
        const peers = [outbound(1), outbound(2, { pool: 'blockRelay' }), outbound(3, { tag: 'feeler' })];
        const { chatter } = gossiping({ known: () => known }, ...peers);
        peers.forEach((peer) => peer.say(getaddr));
        expect(peers.flatMap(({ told }) => told)).to.deep.equal([]);
        chatter.unsubscribe();
      }),
    );
  });

  describe('says where we are', () => {
    const ours = () => sighting('8.8.8.8', { seen: 0 });

    it(
      'to whoever we dialled, at once and daily',
      virtually((at) => {
        const peer = outbound(1);
        const { chatter } = gossiping({ ours }, peer);
        at(2 * day + minute, () => {
          const told = peer.heard.filter(({ message }) => message.command === 'addrv2');
          expect(told.map(({ at: time }) => Math.round((time - start) / hour))).to.deep.equal([0, 24, 48]);
          expect(told.map(({ message }) => 'addresses' in message && message.addresses)).to.deep.equal(
            told.map(({ at: seen }) => [{ host: '8.8.8.8', port: 8_333, services: 9n, seen }]),
          );
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'to who came to us once it gossips, since otherwise it may relay blocks only',
      virtually(() => {
        const [silent, asking, telling] = [inbound(1), inbound(2), inbound(3)];
        const { chatter } = gossiping({ ours }, silent, asking, telling);
        silent.say(other('inv'));
        asking.say(getaddr);
        telling.tellOf(sighting('8.8.4.4'));
        expect([silent, asking, telling].map(({ told }) => told.length)).to.deep.equal([0, 1, 1]);
        chatter.unsubscribe();
      }),
    );

    it(
      'to no block-relay-only peer and no feeler, and to nobody if we do not listen',
      virtually((at) => {
        const peers = [outbound(1, { pool: 'blockRelay' }), outbound(2, { tag: 'feeler' })];
        const { chatter } = gossiping({ ours }, ...peers);
        const peer = outbound(3);
        const { chatter: deaf } = gossiping({ ours: () => undefined }, peer);
        at(2 * day, () => {
          expect([...peers, peer].flatMap(({ told }) => told)).to.deep.equal([]);
          chatter.unsubscribe();
          deaf.unsubscribe();
        });
      }),
    );

    it(
      'as the peer may reach us',
      virtually(() => {
        const peers = [outbound(1), outbound(2)];
        const { chatter } = gossiping({ ours: ({ address: { host } }) => sighting(host.replace('9', '8')) }, ...peers);
        expect(peers.map(({ told }) => told)).to.deep.equal([[['8.1.0.1']], [['8.2.0.1']]]);
        chatter.unsubscribe();
      }),
    );

    it(
      'no more once it left',
      virtually((at) => {
        const peer = outbound(1);
        const { chatter } = gossiping({ ours }, peer);
        at(hour, () => peer.leave());
        at(3 * day, () => {
          expect(peer.told.length).to.equal(1);
          chatter.unsubscribe();
        });
      }),
    );
  });

  describe('passes news on', () => {
    /** Ten others, and whoever tells. */
    const company = (options: Partial<GossipOptions> = {}) => {
      const [source, ...others] = Array.from({ length: 11 }, (_, i) => outbound(i));
      const talk = gossiping(options, source!, ...others);
      // It has had its answer.
      [source!, ...others].forEach((peer) => peer.tellOf());
      const informed = (host: string) => others.filter(({ told }) => told.flat().includes(host));
      return { ...talk, source: source!, others, informed };
    };

    it(
      'to two others, half a minute later on average',
      virtually((at) => {
        const { chatter, source, informed } = company();
        source.tellOf(sighting('8.8.8.8'));
        at(30 * second - 1, () => expect(informed('8.8.8.8').length).to.equal(0));
        at(30 * second + 1, () => {
          expect(informed('8.8.8.8').length).to.equal(2);
          expect(source.told).to.deep.equal([]);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'as they were told, together with what else there is by then',
      virtually((at) => {
        const [source, other] = [outbound(1), outbound(2)];
        const { chatter } = gossiping({}, source, other);
        source.tellOf();
        const [one, two, three] = sightings(3);
        source.tellOf(one!, two!);
        at(20 * second, () => source.tellOf(three!));
        at(31 * second, () => {
          expect(other.heard.map(({ message }) => message)).to.deep.equal([
            getaddr,
            { command: 'addrv2', addresses: [one, two, three] },
          ]);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'of ten addresses at most in a message, seen within ten minutes',
      virtually((at) => {
        const { chatter, source, others } = company();
        source.tellOf(...sightings(11));
        source.tellOf(sighting('8.8.8.8', { seen: start - 10 * minute }));
        source.tellOf(sighting('8.8.8.9', { seen: start + 11 * minute }));
        at(hour, () => expect(others.flatMap(({ told }) => told)).to.deep.equal([]));
        at(hour, () => source.tellOf(...sightings(10)));
        at(2 * hour, () => {
          expect(new Set(others.flatMap(({ told }) => told.flat())).size).to.equal(10);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'but not what nobody can reach, or what has no blocks',
      virtually((at) => {
        const { chatter, source, others } = company();
        source.tellOf(sighting('10.1.2.3'), sighting('127.0.0.1'), sighting('8.8.8.8', { services: 0n }));
        at(hour, () => {
          expect(others.flatMap(({ told }) => told)).to.deep.equal([]);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'but not what was asked for',
      virtually((at) => {
        const [source, other] = [outbound(1), outbound(2)];
        const { chatter } = gossiping({}, source, other);
        source.tellOf(...sightings(1_000)); // there may be more
        source.tellOf(sighting('8.8.8.8')); // the last of it
        source.tellOf(sighting('8.8.4.4'));
        at(hour, () => {
          expect(other.told).to.deep.equal([['8.8.4.4']]);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'to the same two on the same day, whoever tells of it and however often',
      virtually((at) => {
        const { chatter, source, others, informed } = company();
        source.tellOf(sighting('8.8.8.8'));
        at(minute, () => {
          const two = informed('8.8.8.8');
          const third = others.find((other) => !two.includes(other));
          third!.tellOf(sighting('8.8.8.8'));
          source.tellOf(sighting('8.8.8.8'));
        });
        at(2 * minute, () => {
          expect(informed('8.8.8.8').length).to.equal(2);
          expect(others.flatMap(({ told }) => told)).to.deep.equal([['8.8.8.8'], ['8.8.8.8']]);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'to others on other days, of other addresses, and under another secret',
      virtually((at) => {
        const secrets = [new Uint8Array(32), new Uint8Array(32).fill(1)];
        const choices = new Set<string>();
        for (const secret of secrets) {
          const { chatter, source, others, informed } = company({ secret });
          const note = (host: string) =>
            choices.add(
              informed(host)
                .map((other) => others.indexOf(other))
                .join(),
            );
          for (let i = 0; i < 5; i += 1) at(i * minute, () => source.tellOf(sighting(`8.8.8.${i}`)));
          at(hour, () => {
            for (let i = 0; i < 5; i += 1) note(`8.8.8.${i}`);
            chatter.unsubscribe();
          });
        }
        at(2 * hour, () => expect(choices.size).to.be.greaterThan(5));

        const days = new Set<string>();
        const { chatter, source, others } = company();
        for (let i = 0; i < 5; i += 1) {
          at(3 * hour + i * day, () => source.tellOf(sighting('8.8.8.8')));
        }
        at(10 * day, () => {
          for (const other of others) if (other.told.length > 0) days.add(other.address.host);
          expect(days.size).to.be.greaterThan(2);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'to nobody who knows it, having told of it or been told',
      virtually((at) => {
        const [source, other] = [outbound(1), outbound(2)];
        const { chatter } = gossiping({}, source, other);
        other.tellOf(sighting('8.8.8.8'));
        source.tellOf(sighting('8.8.8.8'));
        source.tellOf(sighting('8.8.4.4'));
        at(10 * second, () => other.tellOf(sighting('8.8.4.4'))); // while it waited to be told
        at(hour, () => {
          expect([source, other].flatMap(({ told }) => told)).to.deep.equal([]);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'to those only who understand it, and who take part',
      virtually((at) => {
        const [source, old, silent, block, late] = [
          outbound(1),
          outbound(2, { wantsAddrV2: false }),
          inbound(3),
          outbound(4, { pool: 'blockRelay' }),
          inbound(5),
        ];
        const { chatter } = gossiping({}, source, old, silent, block, late);
        source.tellOf();
        late.say(getaddr);
        source.tellOf(sighting(onion), sighting('8.8.8.8'));
        at(hour, () => {
          expect(old.heard.map(({ message }) => message.command)).to.deep.equal(['getaddr', 'addr']);
          expect([old, silent, block, late].map(({ told }) => told)).to.deep.equal([
            [['8.8.8.8']],
            [],
            [],
            [[onion, '8.8.8.8']],
          ]);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'to nobody who left, before or meanwhile',
      virtually((at) => {
        const [source, gone, going, there] = [outbound(1), outbound(2), outbound(3), outbound(4)];
        const { chatter } = gossiping({}, source, gone, going, there);
        source.tellOf();
        gone.leave();
        source.tellOf(sighting('8.8.8.8'));
        at(10 * second, () => going.leave());
        at(hour, () => {
          expect([gone, going, there].map(({ told }) => told)).to.deep.equal([[], [], [['8.8.8.8']]]);
          chatter.unsubscribe();
        });
      }),
    );

    it(
      'and among three who are all connected, the news dies out',
      virtually((at) => {
        // Each node has a peer for each of the two others, inbound or outbound, and what goes into one comes out of the other.
        const nodes = [0, 1, 2].map((n) =>
          [0, 1, 2].map((m) => (n === m ? undefined : m > n ? outbound(m) : inbound(m))),
        );
        let messages = 0;
        for (const [n, peers] of nodes.entries()) {
          for (const [m, peer] of peers.entries()) {
            if (!peer) continue;
            const far = nodes[m]![n]!;
            peer.send = (message: Message) => {
              messages += 1;
              far.say(message);
            };
          }
        }
        const talks = nodes.map(() => gossiping({}));
        const come = (which: (peer: FakePeer) => boolean) =>
          nodes.forEach((peers, n) => peers.forEach((peer) => peer && which(peer) && talks[n]!.come(peer)));
        come(({ kind }) => kind === 'inbound');
        come(({ kind }) => kind !== 'inbound');
        nodes.flat().forEach((peer) => peer?.tellOf()); // whoever was asked for addresses has none
        nodes[0]![1]!.tellOf(sighting('8.8.8.8'));
        at(day, () => {
          expect(talks.map(({ heard }) => heard.length > 0)).to.deep.equal([true, true, true]);
          // Three times `getaddr`, and each of the three directions that the news can take at most once.
          expect(messages).to.be.within(5, 9);
          talks.forEach(({ chatter }) => chatter.unsubscribe());
        });
      }),
    );
  });

  it(
    'goes on with those who come later, and ends when nobody comes any more and all have left',
    virtually((at) => {
      const [first, second] = [outbound(1), outbound(2)];
      const peers$ = new Subject<FakePeer>();
      let completed = false;
      peers$
        .pipe(gossip({ known: () => [], ours: () => sighting('8.8.8.8') }))
        .subscribe({ complete: () => (completed = true) });
      peers$.next(first);
      at(minute, () => {
        peers$.next(second);
        peers$.complete();
        first.leave();
      });
      at(2 * minute, () => {
        expect(completed).to.equal(false);
        expect(second.commands).to.deep.equal(['getaddr', 'addrv2']);
        second.leave();
        expect(completed).to.equal(true);
      });
    }),
  );
});
