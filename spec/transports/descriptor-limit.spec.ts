import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { expect } from 'chai';
import sinon from 'sinon';
import { descriptorLimit } from '../../lib/transports/descriptor-limit.js';

describe('descriptorLimit', () => {
  afterEach(() => {
    sinon.restore();
    syncBuiltinESMExports();
  });

  /** What `/proc/self/limits` says, or that there is none. */
  const limits = (text: string | undefined) => {
    sinon.restore();
    const read = sinon.stub(fs, 'readFileSync');
    if (text === undefined) read.throws(new Error('ENOENT'));
    else
      read.returns(
        `Limit        Soft Limit  Hard Limit  Units\nMax processes  100  200  processes\n${text}\nMax locked memory 5 5 bytes`,
      );
    syncBuiltinESMExports();
  };

  it('is the soft limit of the process', () => {
    limits('Max open files            1024                 1048576              files');
    expect(descriptorLimit()).to.equal(1_024);
  });

  it('is none where there is none', () => {
    limits('Max open files            unlimited            unlimited            files');
    expect(descriptorLimit()).to.equal(Infinity);
    limits('');
    expect(descriptorLimit()).to.equal(Infinity);
  });

  it('is what Node reports, where there is no such file', () => {
    limits(undefined);
    const getReport = sinon.stub(process.report, 'getReport');
    getReport.returns({ userLimits: { open_files: { soft: 256, hard: 'unlimited' } } });
    expect(descriptorLimit()).to.equal(256);
    getReport.returns({ userLimits: { open_files: { soft: 'unlimited', hard: 'unlimited' } } });
    expect(descriptorLimit()).to.equal(Infinity);
    getReport.returns({});
    expect(descriptorLimit()).to.equal(Infinity);
  });

  it('is that of this system, as its shell tells it', () => {
    const told = execFileSync('sh', ['-c', 'ulimit -Sn'], { encoding: 'utf8' }).trim();
    expect(descriptorLimit()).to.equal(told === 'unlimited' ? Infinity : Number(told));
  });
});
