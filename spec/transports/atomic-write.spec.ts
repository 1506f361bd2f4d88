import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { atomicWrite, removeLeftovers } from '../../lib/transports/atomic-write.js';
import { rejection, temporaryDirectory } from './support/temporary-directory.js';

const bytes = (text: string) => Buffer.from(text);

describe('atomicWrite', () => {
  const at = temporaryDirectory();

  it('makes a file, replaces it, and leaves nothing beside it', async () => {
    await atomicWrite(at('a'), bytes('first'), 0o600);
    expect(readFileSync(at('a'), 'utf8')).to.equal('first');
    await atomicWrite(at('a'), bytes(''), 0o600);
    expect(readFileSync(at('a'), 'utf8')).to.equal('');
    expect(readdirSync(at())).to.deep.equal(['a']);
  });

  it('gives the file its permissions, whatever the old one had', async () => {
    writeFileSync(at('a'), 'old', { mode: 0o644 });
    await atomicWrite(at('a'), bytes('new'), 0o600);
    expect(statSync(at('a')).mode & 0o777).to.equal(0o600);
  });

  it('puts another file in the place of the old one: who has that open reads it to its end', async () => {
    writeFileSync(at('a'), 'old');
    const { ino } = statSync(at('a'));
    await atomicWrite(at('a'), bytes('new'), 0o600);
    expect(statSync(at('a')).ino).not.to.equal(ino);
  });

  it('never shows a reader a part', async () => {
    const texts = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await atomicWrite(at('a'), bytes(texts[0]!), 0o600);
    let over = false;
    const writing = (async () => {
      for (let i = 0; i < 40; i += 1) await atomicWrite(at('a'), bytes(texts[i % 2]!), 0o600);
      over = true;
    })();
    const seen = new Set<string>();
    while (!over) {
      seen.add(readFileSync(at('a'), 'utf8'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect([...seen].every((text) => texts.includes(text))).to.equal(true);
    expect(seen.size).to.equal(2);
  });

  it('leaves the old file and nothing else when it fails', async () => {
    mkdirSync(at('directory', 'full'), { recursive: true });
    expect(await rejection(atomicWrite(at('directory'), bytes('new'), 0o600))).to.have.property('code');
    expect(await rejection(atomicWrite(at('no', 'a'), bytes('new'), 0o600))).to.have.property('code', 'ENOENT');
    expect(await rejection(atomicWrite('/proc/self/a', bytes('new'), 0o600))).to.have.property('code');
    expect(readdirSync(at())).to.deep.equal(['directory']);
    expect(readdirSync(at('directory'))).to.deep.equal(['full']);
  });
});

describe('removeLeftovers', () => {
  const at = temporaryDirectory();

  it('removes what killed writers left, and nothing else', async () => {
    const others = [
      'a',
      'a.tmp',
      'a.json',
      'a.old.tmp',
      `b.${randomUUID()}.tmp`,
      `a.${randomUUID()}`,
      `xa.${randomUUID()}.tmp`,
    ];
    const leftovers = [`a.${randomUUID()}.tmp`, `a.${randomUUID()}.tmp`];
    for (const name of [...others, ...leftovers]) writeFileSync(at(name), '');
    await removeLeftovers(at('a'));
    expect(readdirSync(at())).to.have.members(others);
  });

  it('fails where there is no directory', async () => {
    expect(await rejection(removeLeftovers(at('no', 'a')))).to.have.property('code', 'ENOENT');
  });
});
