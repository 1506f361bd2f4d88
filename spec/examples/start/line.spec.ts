import { expect } from 'chai';
import { clip, fill, justify, piece, textOf } from '../../../examples/start/line.js';
import { paint } from '../../../examples/start/paint.js';

describe('a line', () => {
  it('is filled or cut to a width', () => {
    expect(fill('abc', 5)).to.equal('abc  ');
    expect(fill('abc', 5, 'right')).to.equal('  abc');
    expect(fill('abcdef', 4)).to.equal('abc…');
    expect(fill('abc', 1)).to.equal('…');
    expect(fill('abc', 0)).to.equal('');
  });

  it('is clipped piece by piece, and keeps its styles', () => {
    const line = [piece('abc', 'red'), piece('def', 'green'), piece('ghi')];
    expect(clip(line, 5)).to.deep.equal([piece('abc', 'red'), piece('d…', 'green')]);
    expect(clip(line, 3)).to.deep.equal([piece('abc', 'red')]);
    expect(clip(line, 9)).to.deep.equal(line);
    expect(clip(line, 0)).to.deep.equal([]);
  });

  it('has two ends, of which the right one gives way', () => {
    expect(textOf(justify([piece('left')], [piece('right')], 12))).to.equal('left   right');
    expect(textOf(justify([piece('left')], [piece('right')], 10))).to.equal('left');
    expect(textOf(justify([piece('left')], [piece('right')], 3))).to.equal('le…');
  });

  it('is painted only where colours are wanted', () => {
    const line = [piece('ok', 'green'), piece(' then')];
    expect(paint(line, false)).to.equal('ok then');
    expect(paint(line, true)).to.equal('\x1b[32mok\x1b[39m then');
  });
});
