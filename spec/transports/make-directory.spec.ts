import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { makeDirectory } from '../../lib/transports/make-directory.js';
import { rejection, temporaryDirectory } from './support/temporary-directory.js';

describe('makeDirectory', () => {
  const at = temporaryDirectory();

  it('makes those that are missing, for the owner alone', async () => {
    mkdirSync(at('a'), 0o755);
    await makeDirectory(at('a', 'b', 'c'));
    expect(['a', 'a/b', 'a/b/c'].map((name) => statSync(at(name)).mode & 0o777)).to.deep.equal([0o755, 0o700, 0o700]);
    await makeDirectory(at('a', 'b', 'c'));
    await makeDirectory('/');
  });

  it('makes one once, whoever else makes it meanwhile', async () => {
    await Promise.all(Array.from({ length: 20 }, () => makeDirectory(at('a', 'b', 'c'))));
    expect(existsSync(at('a', 'b', 'c'))).to.equal(true);
  });

  it('fails where none can be, and returns', async () => {
    writeFileSync(at('file'), '');
    symlinkSync(at('loop'), at('loop'));
    for (const [path, code] of [
      ['/proc/none/a', 'ENOENT'],
      ['/proc/self/none', 'ENOENT'],
      [at('file', 'a'), 'ENOTDIR'],
      [at('loop', 'a'), 'ELOOP'],
      [at('x'.repeat(300), 'a'), 'ENAMETOOLONG'],
    ] as const)
      expect(await rejection(makeDirectory(path)), path).to.have.property('code', code);
  });
});
