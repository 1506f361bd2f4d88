/** A program of someone who installed the package: holds two connections, then stops. */
import { ConnectionManager } from 'rx-connmgr';
import { NEVER, startWith, take, toArray } from 'rxjs';

const manager = new ConnectionManager({
  dial: (name: string) => NEVER.pipe(startWith(name.length)),
  addresses: ['here', 'there'],
  maxOutbound: 2,
});
manager.connections$.pipe(take(2), toArray()).subscribe((held) => {
  const names = held.map(({ address, connection }) => `${address} ${connection}`).sort();
  void manager.stop().then(() => console.log(...names, manager.snapshot().health));
});
manager.start();
