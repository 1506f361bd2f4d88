// Through Tor: a name is resolved at an exit, then dialled twice, each time over a circuit of its own. No resolver hears of it.
//   tor.ts [PROXY [HOST:PORT]]      the proxy is 127.0.0.1:9050 by default, as Debian's tor has it
import { concat, map, merge, take } from 'rxjs';
import { formatAddress, isConnectionError, isSocksError, parseAddress } from 'rx-connmgr';
import { socks5, torLookup } from 'rx-connmgr/node';

const [proxyText = '127.0.0.1:9050', peerText = 'example.com:80'] = process.argv.slice(2);
const proxy = parseAddress(proxyText);
const peer = parseAddress(peerText);
const timeout = 8_000; // Tor itself would try for two minutes

const dial = socks5({ proxy, isolate: true, timeout });
const resolved$ = torLookup(proxy, { timeout })(peer.host).pipe(
  map((addresses) => `${peer.host} is ${addresses.join(', ')}, says an exit`),
);
const connected$ = merge(dial(peer), dial(peer)).pipe(
  map((socket, index) => `connection ${index + 1} to ${formatAddress(peer)}, by way of port ${socket.remotePort ?? 0}`),
  take(2), // and both are closed
);

concat(resolved$, connected$).subscribe({
  next: (line) => console.log(line),
  error: (err: unknown) => {
    if (isSocksError(err, 'proxy')) {
      console.log(`There is no Tor at ${formatAddress(proxy)}: start one (\`apt install tor\`), or say where it is.`);
    } else if (isSocksError(err) || isConnectionError(err)) {
      console.log(`Tor did not get there: ${err.message}`);
    } else throw err;
  },
  complete: () => console.log('done'),
});
