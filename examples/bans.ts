// Bans: peers that misbehave are scored, warned about, and banned; the list is as it was after a restart.
import { filter, share, Subject } from 'rxjs';
import { BanList, Discouraged, isBanError, judge, memoryStore, type Offence } from 'rx-connmgr';

const store = memoryStore(); // `fileStore('bans.json')` of rx-connmgr/node outlives the program
const banned = new BanList({ store, allow: ['127.0.0.1'] });
const run = banned.run$.subscribe((problem) => console.error(problem.message)); // a manager would do this
banned.changed$.subscribe(({ type, bans }) => console.log(`  ${type}: ${bans.map(({ subnet }) => subnet).join(', ')}`));

const discouraged = new Discouraged();
const offence$ = new Subject<Offence>();
const verdict$ = offence$.pipe(judge({ threshold: 100, allow: banned.allow }), share());
verdict$.subscribe(({ type, offence }) => console.log(`${offence.address.host}: ${type}`));
verdict$.pipe(filter(({ type }) => type === 'warning')).subscribe(({ offence }) => discouraged.add(offence.address));
verdict$.subscribe((verdict) => verdict.type === 'ban' && banned.add(verdict.ban));

const accuse = (host: string, points: Partial<Offence>) => offence$.next({ address: { host, port: 8333 }, ...points });
accuse('192.0.2.1', { transient: 33 });
accuse('192.0.2.1', { transient: 33 });
accuse('::ffff:192.0.2.1', { persistent: 60, reason: 'spam' }); // the same host
accuse('2001:db8::1', { persistent: 200 }); // all of its /64
accuse('127.0.0.1', { persistent: 200 }); // our own proxy
accuse('192.0.2.9', { persistent: NaN }); // a bug of ours

const hosts = ['192.0.2.1', '2001:db8::2', '127.0.0.1'];
for (const host of hosts) console.log(`${host} is banned: ${banned.has({ host, port: 1 })}`);
try {
  banned.ban('127.0.0.1');
} catch (err) {
  if (isBanError(err)) console.log(err.message);
}

banned.lift('2001:db8::/64');
banned.close().subscribe({ complete: () => console.log('saved') }); // at the end a manager does this, too
const next = new BanList({ store });
next.run$.subscribe().unsubscribe();
console.log('after a restart:', ...next.list().map(({ subnet, reason }) => `${subnet} (${reason})`));
run.unsubscribe(); // bans expire no more in time, and the program ends
