import { expect } from 'chai';
import type { Address, ConnectionEvent } from 'rx-connmgr';
import { totals, type Totals } from '../../../examples/bitcoin-node/control/totals.js';
import type { Peer } from '../../../examples/bitcoin-node/peer/peer.js';
import { fakeControl } from './support/fake-control.js';
import { fakePeer, fakeTraffic, rowOf } from './support/fake-peer.js';

type Event = ConnectionEvent<Address, Peer>;

const request = (id: number) => ({ id, address: { host: '198.18.0.1', port: 18_444 }, kind: 'automatic' as const });
const established = (id: number, connection: Peer): Event => ({ ...request(id), type: 'established', connection });
const disconnected = (id: number): Event => ({ ...request(id), type: 'disconnected', by: 'peer' });
const sends = (bytesSent: number, bytesReceived: number) => fakePeer({ traffic: { bytesSent, bytesReceived } });

describe('totals', () => {
  it('counts those who are there, who come, and who have gone', () => {
    const control = fakeControl({ rows: [rowOf(1, sends(1, 100))] });
    let read = (): Totals => ({ bytesSent: -1, bytesReceived: -1 });
    const subscription = totals(control).subscribe((reader) => (read = reader));
    expect(read()).to.deep.equal({ bytesSent: 1, bytesReceived: 100 });
    control.events$.next(established(2, sends(20, 2_000)));
    expect(read()).to.deep.equal({ bytesSent: 21, bytesReceived: 2_100 });
    control.events$.next(disconnected(1));
    expect(read()).to.deep.equal({ bytesSent: 21, bytesReceived: 2_100 });
    control.events$.next(disconnected(1));
    control.events$.next(disconnected(99));
    expect(read()).to.deep.equal({ bytesSent: 21, bytesReceived: 2_100 });
    control.events$.next(established(1, sends(3, 3)));
    expect(read()).to.deep.equal({ bytesSent: 24, bytesReceived: 2_103 });
    subscription.unsubscribe();
    expect(control.events$.observed).to.be.false;
  });

  it('counts of a connection what it came to', () => {
    let bytesSent = 1;
    const peer: Peer = { ...fakePeer(), traffic: () => fakeTraffic({ bytesSent, bytesReceived: 0 }) };
    const control = fakeControl({ rows: [rowOf(1, peer)] });
    let read = (): Totals => ({ bytesSent: -1, bytesReceived: -1 });
    totals(control).subscribe((reader) => (read = reader));
    bytesSent = 50;
    control.events$.next(disconnected(1));
    bytesSent = 99;
    expect(read()).to.deep.equal({ bytesSent: 50, bytesReceived: 0 });
  });
});
