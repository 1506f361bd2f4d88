import dns from 'node:dns';
import sinon from 'sinon';

type Answer = readonly [error: Error | null, address?: string, family?: number];

/** Has the system's resolver give `answer` to every question from now on, until `sinon.restore()`. */
const resolveWith = (answer: Answer): sinon.SinonStub =>
  sinon.stub(dns, 'lookup').callsFake((...question: readonly unknown[]) => {
    const done = question.at(-1) as (...answer: Answer) => void;
    setImmediate(() => done(...answer));
  });

/** Has every host name resolve to `address`, an IPv4 address. */
export const resolveTo = (address: string): sinon.SinonStub => resolveWith([null, address, 4]);

/** Has no host name resolve. */
export const resolveNothing = (): sinon.SinonStub =>
  resolveWith([Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })]);
