import { once } from 'node:events';
import { Duplex, PassThrough, type Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { handshake, type Dialogue } from 'rx-connmgr';
import { converse, tcp } from 'rx-connmgr/node';
import { closeRealPeers, hangUp, realPeer, sayAndHangUp } from '../support/real-peers.js';
import { runs } from '../support/runs.js';
import { watch } from '../support/watch.js';

/** A socket without a network: what is pushed into `theirs` is read, what is written lies in `ours`. */
const socketPair = () => {
  const theirs = new PassThrough();
  const ours = new PassThrough();
  const socket = Duplex.from({ readable: theirs, writable: ours });
  return { socket, theirs, said: () => String(ours.read() ?? '') };
};

/** Says hello, then reads a length and so many letters. */
function* hello(): Dialogue<string> {
  const [length = 0] = yield { say: Buffer.from('hello'), hear: 1 };
  const word = yield { hear: length };
  if (word.length < length) throw new Error(`hung up after ${word.length}`);
  return String(word);
}

const read = async (socket: Readable): Promise<string> => {
  let all = '';
  for await (const chunk of socket) all += String(chunk);
  return all;
};

describe('converse', () => {
  afterEach(closeRealPeers);

  it('says and hears, and emits what comes of it', async () => {
    const { socket, theirs, said } = socketPair();
    const watched = watch(converse(socket, hello));
    expect(said()).to.equal('hello');
    theirs.write('\x03Ada');
    expect(await watched.end()).to.equal('complete');
    expect(watched.values).to.deep.equal(['Ada']);
  });

  it('is not begun before the subscription, and anew for each', async () => {
    const { socket, theirs, said } = socketPair();
    const hello$ = converse(socket, hello);
    expect(said()).to.equal('');
    theirs.write('\x03Ada\x05Grace');
    expect(await watch(hello$).value()).to.equal('Ada');
    expect(await watch(hello$).value()).to.equal('Grace');
    expect(said()).to.equal('hellohello');
  });

  it('does not mind how bytes are cut', async () => {
    const { socket, theirs } = socketPair();
    const watched = watch(converse(socket, hello));
    for (const letter of '\x05Grace') {
      await turn();
      expect(watched.isOver()).to.be.false;
      theirs.write(letter);
    }
    expect(await watched.value()).to.equal('Grace');
  });

  it('hears what is there already, and nothing where nothing is asked', async () => {
    const { socket, theirs } = socketPair();
    theirs.write('\x00');
    await turn();
    expect(await watch(converse(socket, hello)).value()).to.equal('');
  });

  it('is over at once where nothing is to be heard', async () => {
    const { socket } = socketPair();
    // eslint-disable-next-line require-yield
    function* mute(): Dialogue<string> {
      return 'nothing';
    }
    expect(await watch(converse(socket, mute)).value()).to.equal('nothing');
  });

  it('reads more than a socket holds back', async () => {
    const { socket, theirs } = socketPair();
    function* much(): Dialogue<number> {
      return (yield { hear: 1_000_000 }).length;
    }
    const watched = watch(converse(socket, much));
    for (let count = 0; count < 10; count += 1) theirs.write(Buffer.alloc(100_000));
    expect(await watched.value()).to.equal(1_000_000);
  });

  describe('an error', () => {
    it('is what the dialogue throws, wherever it does', async () => {
      const { socket, theirs } = socketPair();
      const before = watch(
        converse(socket, (): Dialogue<string> => {
          throw new Error('before');
        }),
      );
      expect(await before.end()).to.have.property('message', 'before');

      const first = watch(
        converse(socket, function* (): Dialogue<string> {
          if (socket.destroyed) yield { hear: 1 };
          throw new Error('first');
        }),
      );
      expect(await first.end()).to.have.property('message', 'first');
      const later = watch(
        converse(socket, function* (): Dialogue<string> {
          yield { hear: 1 };
          throw new Error('later');
        }),
      );
      theirs.write('xy');
      expect(await later.end()).to.have.property('message', 'later');
      expect(socket.destroyed).to.be.false;
      expect(String(socket.read())).to.equal('y');
    });

    it('comes of a hang-up: the dialogue hears less than it asked for', async () => {
      for (const [told, heard] of [
        ['', 0],
        ['\x05', 0],
        ['\x05Gra', 3],
      ] as const) {
        const peer = await realPeer(told === '' ? hangUp : sayAndHangUp(told));
        const socket = await watch(tcp()(peer.address)).value();
        const end = await watch(converse(socket, hello)).end();
        if (told === '')
          expect(end).to.equal('complete'); // a length of nothing
        else expect(end).to.have.property('message', `hung up after ${heard}`);
      }
    });

    it('comes of a socket that has ended before', async () => {
      const { socket, theirs } = socketPair();
      theirs.end();
      socket.resume();
      await once(socket, 'end');
      expect(await watch(converse(socket, hello)).end()).to.equal('complete');
      function* word(): Dialogue<string> {
        const { length } = yield { hear: 3 };
        throw new Error(`${length} of 3`);
      }
      expect(await watch(converse(socket, word)).end()).to.have.property('message', '0 of 3');
      socket.destroy();
      expect(await watch(converse(socket, word)).end()).to.have.property('message', '0 of 3');
    });

    it('comes of a socket that is destroyed meanwhile', async () => {
      const { socket, theirs } = socketPair();
      const watched = watch(converse(socket, hello));
      theirs.write('\x05Gr');
      await turn();
      socket.on('error', () => undefined).destroy();
      expect(await watched.end()).to.have.property('message', 'hung up after 0');
    });
  });

  describe('what follows', () => {
    /** A socket that has just said `\x03Ada`, and in the same packet what follows. */
    const met = (rest: string) => {
      const { socket, theirs } = socketPair();
      theirs.write(`\x03Ada${rest}`);
      return { socket, theirs, watched: watch(converse(socket, hello)) };
    };
    const consumers: Readonly<Record<string, (socket: Duplex) => Promise<string>>> = {
      'an iterator': read,
      'a listener to `data`': async (socket) => {
        let all = '';
        socket.on('data', (data: Buffer) => (all += String(data)));
        await once(socket, 'end');
        return all;
      },
      'a listener to `readable`': async (socket) => {
        let all = '';
        socket.on('readable', () => {
          for (let data; (data = socket.read() as Buffer | null);) all += data.toString();
        });
        await once(socket, 'end');
        return all;
      },
      'a pipe': (socket) => read(socket.pipe(new PassThrough())),
    };
    for (const [name, consume] of Object.entries(consumers)) {
      it(`is for ${name} that comes at once`, async () => {
        const { theirs, socket } = socketPair();
        theirs.write('\x03Adarest');
        const consumed = new Promise<string>((resolve, reject) => {
          converse(socket, hello).subscribe(() => void consume(socket).then(resolve, reject));
        });
        theirs.end(' and more');
        expect(await consumed).to.equal('rest and more');
      });

      it(`is for ${name} that comes later`, async () => {
        const { socket, theirs, watched } = met('rest');
        await watched.value();
        await turn();
        await turn();
        const consumed = consume(socket);
        theirs.end(' and more');
        expect(await consumed).to.equal('rest and more');
      });
    }

    it('is there though nothing more comes', async () => {
      const first: Readonly<Record<string, (socket: Duplex, done: (word: string) => void) => unknown>> = {
        data: (socket, done) => socket.once('data', (data: Buffer) => done(data.toString())),
        readable: (socket, done) => socket.once('readable', () => done(String(socket.read()))),
      };
      for (const listen of Object.values(first)) {
        const { socket, theirs } = socketPair();
        theirs.write('\x03Adarest');
        const word = await new Promise<string>((resolve) => {
          converse(socket, hello).subscribe(() => listen(socket, resolve));
        });
        expect(word).to.equal('rest');
      }
    });

    it('is for another dialogue', async () => {
      const { socket, watched } = met('\x05Grace');
      expect(await watched.value()).to.equal('Ada');
      expect(await watch(converse(socket, hello)).value()).to.equal('Grace');
    });

    it('goes nowhere where it is let flow', async () => {
      const { socket, theirs, watched } = met('rest');
      await watched.value();
      socket.resume();
      theirs.end();
      await once(socket, 'end');
    });

    it('leaves no listener', async () => {
      const { socket, watched } = met('rest');
      const bare = socketPair().socket;
      await watched.value();
      for (const event of ['readable', 'end', 'close', 'data']) {
        expect(socket.listenerCount(event), event).to.equal(bare.listenerCount(event));
      }
    });
  });

  it('ends with the subscription, and leaves the socket as it is', async () => {
    const { socket, theirs } = socketPair();
    const watched = watch(converse(socket, hello));
    theirs.write('\x05G');
    await turn();
    watched.subscription.unsubscribe();
    theirs.write('race');
    await turn();
    expect([watched.values, watched.isOver(), socket.destroyed]).to.deep.equal([[], false, false]);
    expect(socket.listenerCount('readable')).to.equal(0);
    theirs.end();
    expect(await read(socket)).to.equal('Grace'); // but for the length, which was heard
  });

  it('says nothing once it is unsubscribed from, not even what it has just heard', async () => {
    const { socket, theirs } = socketPair();
    theirs.write('\x03Ada');
    await turn();
    const watched = watch(converse(socket, hello)); // heard by now
    watched.subscription.unsubscribe();
    await turn();
    expect([watched.values, watched.isOver()]).to.deep.equal([[], false]);
  });

  it('is made for a handshake', async () => {
    const peer = await realPeer((socket) => void socket.once('data', () => socket.end('\x03Adarest')));
    const dial = tcp()(peer.address).pipe(handshake((socket) => converse(socket, hello)));
    const watched = watch(dial);
    expect(await watched.value()).to.equal('Ada');
    watched.subscription.unsubscribe();
  });

  it('loses and adds no byte, whatever is asked for and however it comes', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.array(fc.nat(60), { maxLength: 12 }), async (told, wanted) => {
        const { socket, theirs } = socketPair();
        const all = Buffer.concat(told);
        function* some(): Dialogue<readonly Buffer[]> {
          const heard: Buffer[] = [];
          for (const hear of wanted) heard.push(Buffer.from(yield { hear }));
          return heard;
        }
        const watched = watch(converse(socket, some));
        for (const chunk of told) {
          theirs.write(chunk);
          if (chunk.length % 2 === 0) await turn();
        }
        theirs.end();
        const heard = await watched.value();
        let at = 0;
        for (const [index, hear] of wanted.entries()) {
          const expected = all.subarray(at, at + hear);
          expect(heard[index]?.equals(expected)).to.be.true;
          at += expected.length;
        }
        const rest: Buffer[] = [];
        if (!socket.readableEnded) for await (const chunk of socket) rest.push(chunk as Buffer);
        expect(Buffer.concat(rest).equals(all.subarray(at))).to.be.true;
      }),
      { numRuns: runs(150) },
    );
  });
});
