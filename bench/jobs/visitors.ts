import { connect, type Socket } from 'node:net';

/** What to do: to connect so often, and to stay until told to go, or until the other side closes. */
export interface Visit {
  readonly port: number;
  readonly count: number;
  readonly atOnce: number;
  readonly stay: boolean;
}

const visit = ({ port, count, atOnce, stay }: Visit): Promise<readonly Socket[]> =>
  new Promise((resolve) => {
    const sockets: Socket[] = [];
    let begun = 0;
    let done = 0;
    const begin = () => {
      if (begun === count) return;
      begun += 1;
      // A connection's ports are counted per pair of addresses, so that none runs out.
      const socket = connect({ host: '127.0.0.1', port, localAddress: `127.0.${1 + (begun % 50)}.1` });
      const end = () => {
        done += 1;
        if (done === count) resolve(sockets);
        else begin();
      };
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.once(stay ? 'connect' : 'close', end);
      socket.resume();
    };
    for (let dials = 0; dials < atOnce; dials += 1) begin();
  });

let visitors: readonly Socket[] = [];

process.on('message', (question: Visit | 'go') => {
  if (question === 'go') {
    for (const socket of visitors) socket.resetAndDestroy();
    process.send?.('gone');
    return;
  }
  void visit(question).then((sockets) => {
    visitors = sockets;
    process.send?.('done');
  });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
