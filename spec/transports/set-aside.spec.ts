import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from 'chai';
import sinon from 'sinon';
import { setAside } from '../../lib/transports/set-aside.js';
import { rejection, temporaryDirectory } from './support/temporary-directory.js';

describe('setAside', () => {
  const at = temporaryDirectory();
  const stillTime = () => sinon.useFakeTimers({ now: Date.UTC(2026, 6, 30, 12), toFake: ['Date'] });
  afterEach(() => sinon.restore());

  it('renames a file to its name, why and when', async () => {
    stillTime();
    writeFileSync(at('peers.json'), 'old');
    expect(await setAside(at('peers.json'), 'damaged')).to.equal(at('peers.json.damaged-2026-07-30T12-00-00-000Z'));
    expect(readdirSync(at())).to.deep.equal(['peers.json.damaged-2026-07-30T12-00-00-000Z']);
    expect(readFileSync(at('peers.json.damaged-2026-07-30T12-00-00-000Z'), 'utf8')).to.equal('old');
  });

  it('never takes the place of another', async () => {
    stillTime();
    for (const text of ['first', 'second', 'third']) {
      writeFileSync(at('a'), text);
      await setAside(at('a'), 'damaged');
    }
    const names = ['', '-2', '-3'].map((end) => `a.damaged-2026-07-30T12-00-00-000Z${end}`);
    expect(names.map((name) => readFileSync(at(name), 'utf8'))).to.deep.equal(['first', 'second', 'third']);
  });

  for (const [why, name] of [
    ['Version 9 is unknown!', 'version-9-is-unknown'],
    ['../../etc/passwd', 'etc-passwd'],
    ['\0\n\u202e', 'set-aside'],
    ['', 'set-aside'],
    ['x'.repeat(500), 'x'.repeat(40)],
  ] as const) {
    it(`makes ${name.slice(0, 30)} of ${JSON.stringify(why.slice(0, 30))}`, async () => {
      writeFileSync(at('a'), '');
      const aside = (await setAside(at('a'), why)) ?? '';
      expect(aside).to.equal(at(basename(aside)));
      expect(basename(aside)).to.match(new RegExp(`^a\\.${name}-20[-0-9TZ]+$`));
    });
  }

  it('is nothing where there is no file', async () => {
    expect(await setAside(at('a'), 'damaged')).to.equal(undefined);
    expect(readdirSync(at())).to.deep.equal([]);
  });

  it('fails where it cannot be, and leaves all as it was', async () => {
    mkdirSync(at('directory', 'full'), { recursive: true });
    expect(await rejection(setAside(at('directory'), 'damaged'))).to.have.property('code');
    expect(await rejection(setAside('/proc/version', 'damaged'))).to.have.property('code');
    expect(readdirSync(at())).to.deep.equal(['directory']);
  });
});
