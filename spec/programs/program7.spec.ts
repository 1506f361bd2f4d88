import { adapted } from './adapted.js';

// Program 7 is a spec itself: it runs as it stands, but for program 1, which it imports and whose peers nobody reaches.
using held = adapted('program1.ts', { 'hold(tcp(), peers).start()': 'hold(tcp(), peers)' });
using program = adapted('program7.ts', { "'./program1.js'": JSON.stringify(held.path) });
await import(program.path);
