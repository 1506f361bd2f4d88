import { expect } from 'chai';
import { parsePrometheus, valuesOf } from './prometheus-text.js';

const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;
const counter = (...samples: readonly string[]) => lines('# HELP a_total Help', '# TYPE a_total counter', ...samples);
const histogram = (...samples: readonly string[]) => lines('# HELP h Help', '# TYPE h histogram', ...samples);
const refuses = (what: string, text: string, because: RegExp) =>
  it(`refuses ${what}`, () => expect(() => parsePrometheus(text)).to.throw(because));

describe('parsePrometheus', () => {
  it('reads names, labels and values', () => {
    const text = counter('a_total{b="1,2",c="\\"\\\\\\n"} 1.5e3', 'a_total 2', 'a_total{b=""} +Inf').replace(
      'a_total{b=""} +Inf\n',
      '',
    );
    expect(valuesOf(text)).to.deep.equal({ 'a_total{b="1,2",c="\\"\\\\\\n"}': 1_500, 'a_total{}': 2 });
  });

  refuses('a text that was cut', counter('a_total 1').slice(0, -1), /no end/);
  refuses('a sample without TYPE', lines('a_total 1'), /before its TYPE/);
  refuses('TYPE without HELP', lines('# TYPE a_total counter', 'a_total 1'), /without HELP/);
  refuses('a metric twice', counter('a_total 1') + counter('a_total{b="1"} 1'), /second HELP/);
  refuses('a series twice', counter('a_total{b="1",c="2"} 1', 'a_total{c="2",b="1"} 1'), /twice/);
  refuses('an empty label beside none', counter('a_total{b=""} 1', 'a_total 1'), /twice/);
  refuses('what is no number', counter('a_total one'), /no number/);
  refuses('a label without quotes', counter('a_total{b=1} 1'), /no sample/);
  refuses('a counter of another name', counter('a_total 1').replaceAll('a_total', 'a'), /is a counter/);
  refuses('a counter below 0', counter('a_total -1'), /below 0/);
  refuses('samples of another metric', counter('b_total 1'), /among the samples/);
  refuses(
    'a histogram without its last bucket',
    histogram('h_bucket{le="1"} 1', 'h_sum 1', 'h_count 1'),
    /last bucket/,
  );
  refuses(
    'buckets that are not cumulative',
    histogram('h_bucket{le="1"} 2', 'h_bucket{le="2"} 1', 'h_bucket{le="+Inf"} 2', 'h_sum 1', 'h_count 2'),
    /cumulative/,
  );
  refuses('a count of its own', histogram('h_bucket{le="+Inf"} 1', 'h_sum 1', 'h_count 2'), /not the count/);
});
