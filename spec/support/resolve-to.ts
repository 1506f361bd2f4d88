import dns from 'node:dns';
import sinon from 'sinon';

/** Has the system's resolver give `answer` to every question from now on, until `sinon.restore()`. */
const resolveWith = (...answer: readonly unknown[]): sinon.SinonStub =>
  sinon.stub(dns, 'lookup').callsFake((...question: readonly unknown[]) => {
    const done = question.at(-1) as (...answer: readonly unknown[]) => void;
    setImmediate(() => done(...answer));
  });

/** Has every host name resolve to `addresses`, IPv4 or IPv6. */
export const resolveTo = (...addresses: readonly string[]): sinon.SinonStub =>
  resolveWith(
    null,
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );

/** Has no host name resolve. */
export const resolveNothing = (): sinon.SinonStub =>
  resolveWith(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
