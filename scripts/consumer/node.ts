/** A program of someone who installed the package: dials a server, sees it close, and looks at a virtual network. */
import { createServer, type AddressInfo } from 'node:net';
import { tcp } from 'rx-connmgr/node';
import { expectClean, virtualNetwork } from 'rx-connmgr/testing';

expectClean(virtualNetwork({ seed: 1, peers: 3 }));

const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
  const { address: host, port } = server.address() as AddressInfo;
  tcp()({ host, port }).subscribe({
    next: (socket) => {
      console.log('connected', socket.remotePort === port);
      socket.resume();
    },
    complete: () => {
      console.log('closed');
      server.close();
    },
  });
});
