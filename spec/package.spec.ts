import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { expect } from 'chai';
import { build } from 'esbuild';
import { compiler } from './support/compiler.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Returns the bundle of a program that a browser would load, and the files that went into it. */
const bundle = async (program: string) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    globalName: 'bundled',
    platform: 'browser',
    target: 'es2022',
    conditions: ['rx-connmgr-source'],
    logLevel: 'silent',
  });
  return { code: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
};

const diagnose = compiler({ types: [], whole: true });

const application = `
import { ConnectionManager, type ConnectionEvent, type Dial } from 'rx-connmgr';
import { Observable } from 'rxjs';

const dial: Dial<URL, WebSocket> = (url) =>
  new Observable((subscriber) => {
    const socket = new WebSocket(url);
    socket.onopen = () => subscriber.next(socket);
    socket.onerror = () => subscriber.error(new Error('refused'));
    socket.onclose = () => subscriber.complete();
    return () => socket.close();
  });
const settings: { readonly retryDuration?: number | undefined } = {};
export const manager = new ConnectionManager({ dial, ...settings });
export const told = (event: ConnectionEvent<URL, WebSocket>): string => event.type;
`;

describe('the root entry point', () => {
  it('bundles for a browser, and nothing of Node is in it', async () => {
    const { code, inputs } = await bundle(application);
    expect(inputs).to.include('lib/index.ts');
    expect(inputs.filter((input) => /^(node:|lib\/(transports|testing|adapters)\/)/.test(input))).to.deep.equal([]);
    expect(code).not.to.match(/["']node:|\brequire\(/);
  });

  it('would not bundle with a transport', async () => {
    let error: unknown;
    await bundle(`export * from 'rx-connmgr/node';`).catch((err: unknown) => (error = err));
    expect(error).to.be.instanceOf(Error).with.property('message').that.includes('node:');
  });

  it('runs where there is nothing but the language and its timers', async () => {
    const { code } = await bundle(application);
    const context = createContext({ setTimeout, clearTimeout, setInterval, clearInterval, URL });
    const script = `${code}\nbundled.manager.snapshot().health`;
    expect(runInContext(script, context)).to.equal('idle');
  });

  it('compiles where there is nothing but the DOM', () => {
    expect(diagnose(application)).to.deep.equal([]);
  });

  it('would not compile with a name of Node', () => {
    expect(diagnose(`export const pid: number = process.pid;`)).to.have.lengthOf(1);
  });
});
