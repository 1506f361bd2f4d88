import { expect } from 'chai';
import { refusalOf, type Head } from '../../../examples/bitcoin-node/control/refusal-of.js';

const expected = '__cookie__:secret';
const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;
const right = basic(expected);

const head = (headers: Head['headersDistinct'] = {}, more: Partial<Head> = {}): Head => ({
  method: 'POST',
  url: '/',
  headersDistinct: { host: ['127.0.0.1:8332'], authorization: [right], ...headers },
  ...more,
});
const status = (headers: Head['headersDistinct'], more?: Partial<Head>): number | undefined =>
  refusalOf(head(headers, more), expected)?.status;

describe('refusalOf', () => {
  it('lets in whoever has the credentials', () => {
    expect(refusalOf(head(), expected)).to.equal(undefined);
  });

  it('takes any name of loopback for a host, whatever the port', () => {
    const hosts = ['127.0.0.1', 'localhost', 'LOCALHOST:1', '127.1.2.3:8332', '[::1]', '[::1]:18443'];
    for (const host of hosts) expect(status({ host: [host] }), host).to.equal(undefined);
  });

  it('refuses any other host, several, and none', () => {
    const hosts = [
      'evil.example',
      'evil.example:8332',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '127.0.0.1@evil.example',
      'evil.example#127.0.0.1',
      '192.168.0.1',
      '10.127.0.0.1',
      '[::2]',
      '::1',
      'localhost:',
      'localhost:123456',
      '',
    ];
    for (const host of hosts) expect(status({ host: [host] }), host).to.equal(403);
    expect(status({ host: ['127.0.0.1', '127.0.0.1'] })).to.equal(403);
    expect(refusalOf({ ...head(), headersDistinct: { authorization: [right] } }, expected)?.status).to.equal(403);
  });

  it('refuses the pages of other origins, and takes its own', () => {
    const origins = [
      'http://evil.example',
      'null',
      '',
      'http://127.0.0.1',
      'http://127.0.0.1:3000',
      'https://127.0.0.1:8332',
    ];
    for (const origin of origins) expect(status({ origin: [origin] }), origin).to.equal(403);
    expect(status({ origin: ['http://127.0.0.1:8332', 'http://127.0.0.1:8332'] })).to.equal(403);
    expect(status({ origin: ['http://127.0.0.1:8332'] })).to.equal(undefined);
  });

  it('takes nothing but a POST to /', () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'post']) {
      const refusal = refusalOf(head({}, { method }), expected);
      expect([refusal?.status, refusal?.headers?.allow], method).to.deep.equal([405, 'POST']);
    }
    for (const url of ['/wallet/one', '//', '/?', '/index.html', 'http://127.0.0.1/', '*', '']) {
      expect(status({}, { url }), url).to.equal(404);
    }
  });

  it('asks for credentials, without delay', () => {
    for (const authorization of [undefined]) {
      const refusal = refusalOf(head({ authorization }), expected);
      expect(refusal).to.include({ status: 401, close: true }).and.not.have.property('guessed');
      expect(refusal?.headers).to.include({ 'www-authenticate': 'Basic realm="jsonrpc"' });
    }
  });

  it('refuses what is not quite right', () => {
    const wrong = [
      basic('__cookie__:secre'),
      basic('__cookie__:secret '),
      basic('__cookie__:SECRET'),
      basic('someone:secret'),
      basic('secret'),
      basic(''),
      right.replace('Basic', 'Bearer'),
      right.slice('Basic '.length),
      `Basic${right.slice('Basic '.length)}`,
      'Basic',
      'Basic !!!',
      `${right} ${right}`,
      '',
    ];
    for (const authorization of wrong) {
      const refusal = refusalOf(head({ authorization: [authorization] }), expected);
      expect(refusal, authorization).to.include({ status: 401, guessed: true });
    }
    expect(status({ authorization: [right, right] })).to.equal(401);
  });

  it('takes the name of the scheme in any case', () => {
    expect(status({ authorization: [right.replace('Basic', 'basic')] })).to.equal(undefined);
  });

  it('says nothing of the password before the origin, nor of a path before the method', () => {
    expect(status({ host: ['evil.example'], authorization: undefined })).to.equal(403);
    expect(status({ authorization: undefined }, { url: '/none' })).to.equal(404);
    expect(status({}, { url: '/none', method: 'GET' })).to.equal(405);
  });
});
