import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import type { Address, AdmitOptions } from 'rx-connmgr';
import { knock, stopKnocking } from '../support/knock.js';
import { closeRealPeers, echo, realPeer } from '../support/real-peers.js';
import type { Attack, Attacked } from './support/attackers.js';
import { startChild, type Child } from './support/child.js';
import type { Latency, State } from './support/node-under-attack.js';

const rounded = (milliseconds: number) => Math.round(10 * milliseconds) / 10;
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe('a flood of connections', function () {
  this.timeout(90_000);
  afterEach(async () => {
    stopKnocking();
    await closeRealPeers();
  });

  /** Starts a node with so many outbound echo connections. */
  const startNode = async (node: Child, outbound: number, admit: Omit<AdmitOptions<Address>, 'refused'> = {}) => {
    const peer = await realPeer(echo, { host: '0.0.0.0' });
    const echoes = Array.from({ length: outbound }, (_, i) => ({ host: `127.60.${i}.1`, port: peer.address.port }));
    const address = await node.ask<Address>({ ask: 'start', echoes, admit });
    const state = () => node.ask<State>({ ask: 'state' });
    return {
      address,
      state,
      latency: () => node.ask<Latency>({ ask: 'latency' }),
      /** Resolves when all that came in are gone again, or after so many seconds. */
      settled: async (seconds: number) => {
        const until = performance.now() + 1e3 * seconds;
        let now = await state();
        while (now.inside > 0 && performance.now() < until) {
          await setTimeout(100);
          now = await state();
        }
        return now;
      },
    };
  };
  const attack = (attackers: Child, plan: Attack) => attackers.ask<Attacked>(plan);
  const isServed = async (address: Address) => {
    const visitor = await knock(address);
    visitor.write('hello');
    const [answer] = (await once(visitor, 'data')) as [Buffer];
    visitor.destroy();
    return String(answer) === 'hello';
  };

  it('is shed, 20 000 from 200 addresses: no outbound connection is lost, nothing is left of it', async () => {
    await using node = startChild('node-under-attack');
    await using first = startChild('attackers');
    await using second = startChild('attackers');
    const rules = { perHost: 3, perPrefix: 5, unfinished: 100, rate: 2, burst: 3, flood: 100, allow: ['127.0.0.1'] };
    const { address, state, latency, settled } = await startNode(node, 50, rules);
    expect(await isServed(address)).to.equal(true);
    await settled(5);
    await latency();
    await setTimeout(1_000);
    const [before, calm] = [await state(), await latency()];
    expect(before.established).to.equal(50);

    const plan = { address, attempts: 10_000, atOnce: 2_000, sources: 100, deadline: 40_000 };
    const attacks = Promise.all([attack(first, { ...plan, from: 0 }), attack(second, { ...plan, from: 100 })]);
    expect(await isServed(address), 'an allowed one passes in the midst of it').to.equal(true);
    const attacked = await attacks;
    const under = await latency();
    const after = await settled(10);
    await setTimeout(1_000);
    const [last, calmAgain] = [await state(), await latency()];

    const seconds = Math.max(...attacked.map((one) => one.seconds));
    console.log(
      `      20 000 attempts in ${rounded(seconds)} s, refused ${JSON.stringify(last.refused)}, told in ${last.told} lines, at most ${last.most} inside; ` +
        `echo of 50 outbound connections ${rounded(calm.median)} ms before (at most ${rounded(calm.most)}), ` +
        `${rounded(under.median)} during (${rounded(under.most)}), ${rounded(calmAgain.median)} after; ` +
        `heap ${rounded((last.heap - before.heap) / 1e6)} MB more, descriptors ${last.descriptors - before.descriptors} more`,
    );
    expect(sum(attacked.map(({ closed }) => closed))).to.equal(20_000);
    expect(sum(attacked.map(({ late }) => late)), 'each is answered before the deadline').to.equal(0);
    expect([last.lost, last.established]).to.deep.equal([0, 50]);
    expect(under.echoes).to.be.above(0);
    expect(after.inside, 'those who never speak are gone').to.equal(0);
    expect(sum(Object.values(last.refused))).to.be.within(18_000, 20_000);
    expect(Object.keys(last.refused)).to.include('unfinished');
    expect(last.most).to.be.at.most(101);
    expect(last.told).to.be.below(1_000);
    expect(last.hasDescriptors).to.equal(true);
    expect(last.descriptors - before.descriptors).to.be.at.most(0);
    expect(last.heap - before.heap).to.be.below(4e6);
    expect(await isServed(address)).to.equal(true);
  });

  it('of visitors who never speak is over at the deadline of the handshake', async () => {
    await using node = startChild('node-under-attack');
    await using attackers = startChild('attackers');
    const { address, settled } = await startNode(node, 0);
    const plan = { address, attempts: 300, atOnce: 300, sources: 200, from: 0, deadline: 10_000 };
    const { closed, late, longest } = await attack(attackers, plan);
    const { inside, most, refused } = await settled(5);
    expect([closed, late, inside, most]).to.deep.equal([300, 0, 0, 300]);
    expect(refused).to.deep.equal({});
    expect(longest).to.be.within(1_000, 5_000);
  });

  it('is survived with 256 descriptors: those for whom there are none are refused, the others served', async () => {
    await using node = startChild('node-under-attack', { descriptors: 256 });
    await using attackers = startChild('attackers');
    const { address, state, settled } = await startNode(node, 20);
    const plan = { address, attempts: 2_000, atOnce: 500, sources: 200, from: 0, deadline: 30_000 };
    const before = await state();
    const { closed, late, seconds } = await attack(attackers, plan);
    const after = await settled(10);
    console.log(
      `      2 000 attempts in ${rounded(seconds)} s, refused ${JSON.stringify(after.refused)}, at most ${after.most} inside`,
    );
    expect([closed, late]).to.deep.equal([2_000, 0]);
    expect(after.refused.descriptors).to.be.above(100);
    expect(after.most).to.be.within(100, 192);
    expect(after.hasDescriptors, 'one was to be had at any time').to.equal(true);
    expect([after.inside, after.lost, after.established]).to.deep.equal([0, 0, 20]);
    expect(after.descriptors).to.be.at.most(before.descriptors);
    expect(await isServed(address)).to.equal(true);
  });

  it('leaves descriptors to others also where those who were dialled have most of them', async () => {
    await using node = startChild('node-under-attack', { descriptors: 256 });
    await using attackers = startChild('attackers');
    const { address, settled } = await startNode(node, 130);
    const plan = { address, attempts: 1_000, atOnce: 300, sources: 200, from: 0, deadline: 30_000 };
    const { closed, late } = await attack(attackers, plan);
    const after = await settled(10);
    expect([closed, late]).to.deep.equal([1_000, 0]);
    expect(after.refused.descriptors).to.be.above(100);
    expect(after.most, 'far from three quarters of 256').to.be.within(10, 80);
    expect(after.hasDescriptors).to.equal(true);
    expect([after.inside, after.lost, after.established]).to.deep.equal([0, 0, 130]);
    expect(await isServed(address)).to.equal(true);
  });
});
