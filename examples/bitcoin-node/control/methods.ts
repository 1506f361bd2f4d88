import type { Method } from './method.js';
import { addnode } from './methods/addnode.js';
import { clearbanned } from './methods/clearbanned.js';
import { disconnectnode } from './methods/disconnectnode.js';
import { getaddednodeinfo } from './methods/getaddednodeinfo.js';
import { getconnectioncount } from './methods/getconnectioncount.js';
import { getnettotals } from './methods/getnettotals.js';
import { getnetworkinfo } from './methods/getnetworkinfo.js';
import { getnodeaddresses } from './methods/getnodeaddresses.js';
import { getpeerinfo } from './methods/getpeerinfo.js';
import { help } from './methods/help.js';
import { listbanned } from './methods/listbanned.js';
import { ping } from './methods/ping.js';
import { setban } from './methods/setban.js';
import { setnetworkactive } from './methods/setnetworkactive.js';
import { stop } from './methods/stop.js';
import { uptime } from './methods/uptime.js';

const all: readonly Method[] = [
  help,
  stop,
  uptime,
  addnode,
  clearbanned,
  disconnectnode,
  getaddednodeinfo,
  getconnectioncount,
  getnettotals,
  getnetworkinfo,
  getnodeaddresses,
  getpeerinfo,
  listbanned,
  ping,
  setban,
  setnetworkactive,
];

/** What can be called, by name. A map, since a name comes from outside: `constructor` is none. */
export const methods: ReadonlyMap<string, Method> = new Map(all.map((method) => [method.name, method]));
