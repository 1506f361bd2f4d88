import { expect } from 'chai';
import fc from 'fast-check';
import { LinkedList, type LinkedNode } from '../../lib/core/linked-list.js';

describe('LinkedList', () => {
  it('is an array to whoever looks, whatever is done to it', () => {
    const step = fc.oneof(
      fc.constant({ type: 'push' as const }),
      fc.constant({ type: 'shift' as const }),
      fc.record({ type: fc.constant('remove' as const), pick: fc.nat(30) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = new LinkedList<number>();
        const nodes: LinkedNode<number>[] = [];
        let model: number[] = [];
        for (const [n, what] of steps.entries()) {
          if (what.type === 'push') {
            nodes.push(list.push(n));
            model.push(n);
          } else if (what.type === 'shift') expect(list.shift()).to.equal(model.shift());
          else {
            const node = nodes[what.pick % Math.max(1, nodes.length)];
            if (node) list.remove(node);
            model = model.filter((value) => value !== node?.value);
          }
          expect(list.size).to.equal(model.length);
          expect(list.first).to.equal(model[0]);
        }
      }),
    );
  });

  it('removes a node once', () => {
    const list = new LinkedList<string>();
    const a = list.push('a');
    list.push('b');
    list.remove(a);
    list.remove(a);
    expect(list.size).to.equal(1);
    expect(list.shift()).to.equal('b');
    expect(list.shift()).to.equal(undefined);
  });
});
