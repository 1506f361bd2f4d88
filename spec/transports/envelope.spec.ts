import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError } from '../../lib/core/errors.js';
import { seal, unseal } from '../../lib/transports/envelope.js';
import { runs } from '../support/runs.js';

const bytes = (text: string) => Buffer.from(text);
const envelope = (changes: object) => bytes(JSON.stringify({ ...(JSON.parse(seal({})) as object), ...changes }));
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

describe('seal', () => {
  it('writes JSON that people can read, and the checksum of the data', () => {
    expect(seal({ peers: ['a', 1] })).to.equal(`{
  "format": "rx-connmgr",
  "version": 1,
  "checksum": "${sha('{"peers":["a",1]}')}",
  "data": {
    "peers": [
      "a",
      1
    ]
  }
}
`);
  });

  it('refuses what is no plain data', () => {
    expect(() => seal(undefined)).to.throw(ArgumentError);
    expect(() => seal({ services: 1n })).to.throw(ArgumentError, /services/);
  });
});

describe('unseal', () => {
  it('undoes seal', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (data) => {
        const expected: unknown = JSON.parse(JSON.stringify(data)); // which has no -0
        expect(unseal(bytes(seal(data)))).to.deep.equal({ data: expected });
      }),
    );
    expect(unseal(bytes(seal(null)))).to.deep.equal({ data: null });
  });

  it('takes the same data, otherwise indented or with a mark of the byte order before it', () => {
    const compact = JSON.stringify(JSON.parse(seal([1, { a: 2 }])));
    expect(unseal(bytes(compact))).to.deep.equal({ data: [1, { a: 2 }] });
    expect(unseal(bytes(`\ufeff\r\n${compact}\t`))).to.deep.equal({ data: [1, { a: 2 }] });
  });

  for (const [name, content, why] of [
    ['an empty file', bytes(''), /empty/],
    ['zeroes', Buffer.alloc(100), /no JSON/],
    ['text', bytes('peers'), /no JSON/],
    ['half of it', bytes(seal([1]).slice(0, 60)), /no JSON/],
    ['two of it', bytes(seal([1]) + seal([1])), /no JSON/],
    ['what is not UTF-8', Buffer.concat([bytes('"'), Buffer.from([0xc3, 0x28]), bytes('"')]), /no JSON/],
    ['what is UTF-16', Buffer.from(seal([1]), 'utf16le'), /no JSON/],
    ['null', bytes('null'), /no file of rx-connmgr/],
    ['a list', bytes('[]'), /no file of rx-connmgr/],
    ['other JSON', bytes('{"peers":[]}'), /no file of rx-connmgr/],
    ['another format', envelope({ format: 'other' }), /no file of rx-connmgr/],
    ['no version', envelope({ version: undefined }), /no version/],
    ['version 0', envelope({ version: 0 }), /no version/],
    ['version 1.5', envelope({ version: 1.5 }), /no version/],
    ['version "2"', envelope({ version: '2' }), /no version/],
    ['no checksum', envelope({ checksum: undefined }), /checksum/],
    ['another checksum', envelope({ checksum: sha('[]') }), /checksum/],
    ['other data', envelope({ data: [] }), /checksum/],
    ['no data', envelope({ data: undefined }), /checksum/],
    [
      'data deeper than a stack',
      bytes(`{"format":"rx-connmgr","version":1,"data":${'['.repeat(1e5)}${']'.repeat(1e5)}}`),
      /checksum/,
    ],
  ] as const) {
    it(`takes ${name} for damaged`, () => {
      const found = unseal(content);
      expect(found).to.include({ code: 'damaged' });
      expect((found as { why: string }).why).to.match(why);
    });
  }

  it('knows what a newer one wrote', () => {
    expect(unseal(envelope({ version: 2, checksum: 'of another kind' }))).to.deep.equal({
      code: 'newer',
      why: 'it is of version `2`, and 1 is known',
    });
  });

  it('gives what was sealed, or says what is wrong, whatever happens to the bytes', () => {
    const change = fc.record({
      at: fc.nat(),
      what: fc.constantFrom('flip', 'cut', 'insert', 'zero'),
      byte: fc.nat(255),
    });
    const mutate = (content: Buffer, { at, what, byte }: { at: number; what: string; byte: number }): Buffer => {
      const i = at % (content.length + 1);
      if (what === 'cut') return content.subarray(0, i);
      if (what === 'zero') return Buffer.concat([content.subarray(0, i), Buffer.alloc(content.length - i)]);
      const rest = content.subarray(what === 'flip' ? i + 1 : i);
      return Buffer.concat([content.subarray(0, i), Buffer.from([byte]), rest]);
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.array(change, { minLength: 1, maxLength: 3 }), (data, changes) => {
        const found = unseal(changes.reduce(mutate, bytes(seal(data))));
        if ('data' in found) expect(found.data).to.deep.equal(JSON.parse(JSON.stringify(data)));
        else expect(found.code).to.be.oneOf(['damaged', 'newer']);
      }),
      { numRuns: runs(1_000) },
    );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytes)), (content) => {
        expect(unseal(content)).to.include({ code: 'damaged' });
      }),
      { numRuns: runs(500) },
    );
  });
});
