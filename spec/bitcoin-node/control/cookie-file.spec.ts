import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { map, take } from 'rxjs';
import { cookieFile, credentialsOf } from '../../../examples/bitcoin-node/control/cookie-file.js';

describe('cookieFile', () => {
  let directory = '';
  let path = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'cookie-'));
    path = join(directory, '.cookie');
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const read = () => readFileSync(path, 'utf8');

  it('has the credentials, for the owner only, as long as it is subscribed to', () => {
    const told: string[] = [];
    const subscription = cookieFile(path, 'secret').subscribe((one) => told.push(one));
    expect([told, read()]).to.deep.equal([[path], '__cookie__:secret']);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(readdirSync(directory)).to.deep.equal(['.cookie']);
    subscription.unsubscribe();
    expect(readdirSync(directory)).to.deep.equal([]);
    expect(credentialsOf('secret')).to.equal('__cookie__:secret');
  });

  it('takes the place of what was left, which everybody could read', () => {
    writeFileSync(path, 'old');
    chmodSync(path, 0o644);
    cookieFile(path, 'new').subscribe();
    expect([read(), statSync(path).mode & 0o777]).to.deep.equal(['__cookie__:new', 0o600]);
  });

  it('takes the place of a link, and writes nothing through it', () => {
    const target = join(directory, 'target');
    writeFileSync(target, 'untouched');
    symlinkSync(target, path);
    const subscription = cookieFile(path, 'new').subscribe();
    expect(readFileSync(target, 'utf8')).to.equal('untouched');
    subscription.unsubscribe();
    expect(readFileSync(target, 'utf8')).to.equal('untouched');
  });

  it('is left alone at the end if it is that of another node by now, or gone', () => {
    const first = cookieFile(path, 'first').subscribe();
    const second = cookieFile(path, 'second').subscribe();
    first.unsubscribe();
    expect(read()).to.equal('__cookie__:second');
    rmSync(path);
    second.unsubscribe();
    expect(existsSync(path)).to.be.false;
  });

  it('is removed again if whoever hears of it goes at once', () => {
    const told: string[] = [];
    cookieFile(path, 'secret')
      .pipe(take(1), map(read))
      .subscribe((content) => told.push(content));
    expect(told).to.deep.equal(['__cookie__:secret']);
    expect(existsSync(path)).to.be.false;
  });

  it('errors if it cannot be written, and leaves nothing beside', () => {
    mkdirSync(path);
    writeFileSync(join(path, 'full'), '');
    const errors: unknown[] = [];
    cookieFile(path, 'secret').subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).to.have.lengthOf(1);
    expect(errors[0]).to.have.property('code').that.is.oneOf(['EISDIR', 'ENOTEMPTY', 'EEXIST']);
    expect(readdirSync(directory)).to.deep.equal(['.cookie']);
    cookieFile(join(directory, 'none', '.cookie'), 'x').subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors[1]).to.have.property('code', 'ENOENT');
  });
});
