import js from '@eslint/js';
import rxjs from 'eslint-plugin-rxjs-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Time and chance that `TestScheduler.run` does not own: `timer`, `timeout`, `asyncScheduler.now()` and an argument are the way. */
const clocks = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'].map((name) => ({
  name,
  message: 'Take `timer` or `timeout` of rxjs: virtual time must own it.',
}));
const instants = [
  { object: 'Date', property: 'now', message: 'Take `asyncScheduler.now()`: virtual time must own it.' },
  { object: 'performance', property: 'now', message: 'Take `asyncScheduler.now()`: virtual time must own it.' },
  { object: 'AbortSignal', property: 'timeout', message: 'Take `timeout` of rxjs: virtual time must own it.' },
];

const promises = [
  ':function[async=true]',
  'AwaitExpression',
  'NewExpression[callee.name="Promise"]',
  'MemberExpression[object.name="Promise"]',
  'CallExpression[callee.name=/^(first|last)ValueFrom$/]',
].map((selector) => ({ selector, message: 'Promises live at the edge only: the manager as calls, and `dialFrom`.' }));

const exportAll = {
  selector: 'ExportAllDeclaration',
  message: 'Name what is exported: an entry point says all that it has.',
};
/** As the default of an argument, `Math.random` may be named. */
const chance = {
  selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
  message: 'Randomness is always an argument.',
};
const now = {
  selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
  message: 'Take `asyncScheduler.now()`.',
};

export default defineConfig(
  { ignores: ['**/dist/', 'coverage/', 'docs/api/'] },
  { ignores: ['examples/libp2p-auto-dial/'] }, // a package of its own
  { ignores: ['spec/programs/program?.{ts,tsx}', 'spec/programs/adapted-*/'] }, // kept to the letter: as users would wish to write them
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, rxjs.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      'prefer-arrow-callback': 'error',
      'no-restricted-syntax': ['error', exportAll],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/non-nullable-type-assertion-style': 'off', // it would have `!`, which the library does not use
      '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }] }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-empty-function': 'off', // `() => {}` is the plainest way to say "nothing"
      '@typescript-eslint/no-invalid-void-type': [
        'error',
        { allowInGenericTypeArguments: true, allowAsThisParameter: true },
      ],
      // what a callback changed meanwhile, and what came from plain JavaScript, is beyond the types
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      'no-console': 'error',
      complexity: ['error', 20], // a `??` or a `?.` counts as a branch
      'max-depth': ['error', 3],
      'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
      'rxjs-x/no-sharereplay': ['error', { allowConfig: true }],
    },
  },
  {
    // an operator written by hand subscribes inside `new Observable`; what is internal to the engine never errors;
    // where a `takeUntil` stands is the design here: below `retry` it ends one life, above it all of them
    files: ['lib/{operators,sources,manager,transports}/**/*.ts'],
    rules: {
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-nested-subscribe': 'off',
      'rxjs-x/no-subscribe-in-pipe': 'off',
      'rxjs-x/no-unsafe-takeuntil': 'off',
    },
  },
  {
    // the rooms where virtual time owns every instant
    files: ['lib/{core,operators,sources,manager}/**/*.ts', 'lib/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...clocks],
      'no-restricted-properties': ['error', ...instants],
      'no-restricted-syntax': ['error', exportAll, now, chance, ...promises],
    },
  },
  {
    // the edge, where a promise is what the other side asks for or gives
    files: ['lib/**/dial-from.ts', 'lib/manager/*handle*.ts', 'lib/manager/connection-manager.ts'],
    rules: { 'no-restricted-syntax': ['error', exportAll, now, chance] },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['lib/transports/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^node:', message: 'Only lib/transports touches Node: the rest runs in a browser, too.' },
          ],
        },
      ],
    },
  },
  {
    files: ['lib/core/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^node:', message: 'Only lib/transports touches Node: the rest runs in a browser, too.' },
            { regex: '^rxjs', allowTypeImports: true, message: 'The core is pure: types of rxjs at most.' },
          ],
        },
      ],
    },
  },
  {
    files: ['{spec,bench,scripts}/**/*.ts', 'examples/**/*.{ts,tsx}'],
    rules: {
      // a spec subscribes to see what happens, a program to run: an error that nobody expects fails either loudly
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-ignored-default-value': 'off',
      'rxjs-x/no-floating-observables': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off', // what a child process sends is what the reader says it is
    },
  },
  {
    files: ['spec/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off', // chai's `expect(x).to.be.true`
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // a fake has the parts that are looked at
      '@typescript-eslint/no-non-null-assertion': 'off', // a missing value fails the spec, which is what it is for
    },
  },
);
