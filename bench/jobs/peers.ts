import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

const { listeners } = JSON.parse(process.argv[2] ?? '{}') as { readonly listeners: number };

let open = 0;

const listen = async (): Promise<Server> => {
  const server = createServer((socket) => {
    open += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => (open -= 1));
    socket.resume();
  });
  server.listen({ host: '0.0.0.0', port: 0, backlog: 4_096 });
  await once(server, 'listening');
  return server;
};

const portOf = (server: Server) => (server.address() as AddressInfo).port;

const servers = await Promise.all(Array.from({ length: listeners }, listen));

const refusing = await listen();
const refusingPort = portOf(refusing);
refusing.close();

process.on('message', () => process.send?.(open));
process.on('disconnect', () => process.exit());
process.send?.({ ports: servers.map(portOf), refusingPort });
