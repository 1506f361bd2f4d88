import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { processMark } from '../../lib/transports/process-mark.js';

describe('processMark', () => {
  it('is the same each time, and of each process another', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    try {
      const [mine, again, other] = await Promise.all([
        processMark(process.pid),
        processMark(process.pid),
        processMark(child.pid!),
      ]);
      expect(mine).to.match(/^[0-9a-f-]{36} pid:\[\d+\] \d+$/);
      expect(again).to.equal(mine);
      expect(other)
        .to.match(/^[0-9a-f-]{36} pid:\[\d+\] \d+$/)
        .and.not.equal(mine);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(await processMark(child.pid!)).to.equal(undefined);
  });

  it('takes the start from the right place, whatever the name of the process is', async () => {
    // a program may call itself anything: here, the name has blanks and parentheses
    const child = spawn(process.execPath, [
      '-e',
      "process.title = ') Z 1 (2) 3'; console.log(); setInterval(() => {}, 1e5)",
    ]);
    try {
      await once(child.stdout, 'data');
      expect(await processMark(child.pid!)).to.match(/^[0-9a-f-]{36} pid:\[\d+\] [1-9]\d*$/);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('takes a process that nobody buried for a dead one', async () => {
    // its parent becomes a `sleep`, which never asks for it
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      const deadline = Date.now() + 10_000;
      while ((await processMark(pid)) !== undefined && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 5));
      expect(process.kill(pid, 0)).to.equal(true);
      expect(await processMark(pid)).to.equal(undefined);
    } finally {
      parent.kill('SIGKILL');
      await once(parent, 'exit');
    }
  });
});
