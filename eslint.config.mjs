import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** What a file of each folder (or each file directly in src) may import of ours. Imports go one way; see docs/architecture.md. */
const mayImport = {
  main: [
    'server',
    'demo',
    'console',
    'hooks',
    'graphql',
    'modules',
    'store',
    'jobs',
    'outbound',
    'identity',
    'secret',
    'database',
    'config',
    'log',
    'context',
    'errors',
  ],
  demo: ['modules', 'store', 'identity', 'secret', 'outbound', 'relay', 'context', 'errors'],
  server: [
    'input',
    'console',
    'input',
    'threads',
    'graphiql',
    'hooks',
    'graphql',
    'modules',
    'engine',
    'store',
    'jobs',
    'identity',
    'secret',
    'outbound',
    'config',
    'log',
    'context',
    'errors',
  ],
  console: ['errors'],
  graphiql: [],
  hooks: ['input', 'redaction', 'secret', 'modules', 'engine', 'store', 'jobs', 'identity', 'relay', 'context', 'errors', 'generated'],
  graphql: ['input', 'modules', 'engine', 'store', 'jobs', 'identity', 'relay', 'context', 'errors', 'generated'],
  modules: [
    'input',
    'threads',
    'redaction',
    'secret',
    'diagram',
    'engine',
    'store',
    'jobs',
    'identity',
    'outbound',
    'relay',
    'context',
    'errors',
    'generated',
  ],
  jobs: ['input', 'engine', 'store', 'identity', 'secret', 'outbound', 'redaction', 'database', 'context', 'errors', 'generated'],
  store: ['input', 'engine', 'jobs', 'database', 'errors', 'generated'],
  identity: ['store', 'database', 'errors', 'generated'],
  context: [],
  diagram: ['engine', 'errors'],
  engine: ['input', 'errors'],
  input: ['errors'],
  outbound: [],
  threads: ['engine', 'errors'],
  redaction: ['input', 'engine'],
  secret: ['errors'],
  relay: ['errors'],
  database: [],
  log: [],
  config: ['input'],
  errors: [],
  limits: [],
  version: [],
  generated: [],
};

/** Folders whose types anyone may import, since a type costs nothing at run time and binds nobody to who starts what. */
const typesForAll = ['context', 'config', 'log', 'database'];

/** What anyone may import: constants that depend on nothing. */
const forAll = ['limits', 'version'];

const layers = Object.keys(mayImport);

const importsNeverAllowed = [
  { regex: '^node:process$', message: 'process is a global here, and only config.ts reads its environment.' },
  { regex: '^(\\.\\.?/)+dist/', message: 'dist is built from src: import the source.' },
];

/** The patterns that keep files of `layer` from importing what stands left of it in the one-way order; `up` leads from the file to src. */
function oneWay(layer, up) {
  const banned = layers.filter((other) => other !== layer && !forAll.includes(other) && !mayImport[layer].includes(other));
  const hard = banned.filter((other) => !typesForAll.includes(other));
  const soft = banned.filter((other) => typesForAll.includes(other));
  const pattern = (names, more, why) =>
    names.length ? [{ regex: `^${up}(${names.join('|')})(/|$)`, message: `Imports go one way: ${layer} ${why}.`, ...more }] : [];
  // context.ts describes what operations get, so it may name the type of anything.
  if (layer === 'context') return pattern(banned, { allowTypeImports: true }, 'imports only types');
  return [
    ...pattern(hard, {}, `may import only ${mayImport[layer].join(', ') || 'nothing of ours'}, not even types of the rest`),
    ...pattern(soft, { allowTypeImports: true }, 'may import only types from there'),
  ];
}

const graphqlRelay = { regex: '^graphql-relay$', message: 'Only src/relay knows graphql-relay: use what src/relay exports.' };

/** The import rules of one layer, complete: ESLint lets the last setting of a rule win. */
function importRules(layer, up) {
  const patterns = [...importsNeverAllowed, ...(layer === 'relay' ? [] : [graphqlRelay]), ...oneWay(layer, up)];
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'coverage/', '.sluice/', 'src/generated/', 'docs/client/operations.ts'] },
  js.configs.recommended,
  {
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'Buffer',
          'fetch',
          'setTimeout',
          'clearTimeout',
          'crypto',
          'performance',
          'WebAssembly',
          'FormData',
          'File',
          'AbortController',
          'TextDecoderStream',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['*.js'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })],
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      // A type import vanishes when compiled: the imports that remain are the ones that load something.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      // A state or command that is added must be handled wherever one branches on it; a default is an answer.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A number in a message is fine; an object there is a mistake.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Callbacks such as `() => stop()` are clearer without braces.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `{ type: 'X' } as const` and tables read better as `type` where they are unions: both forms stand here.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // A name that starts with _ is said to be unused.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A cycle means that two files are one thing.
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      // The export's name is the file's name: grep finds it everywhere.
      'import-x/no-default-export': 'error',
      // The environment is read once, validated, in config.ts.
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment: take a Config (or what you need of it).' },
        { object: 'process', property: 'exit', message: 'Only src/main ends the process: throw.' },
      ],
      'no-console': ['error'],
      // It does not end on the types of graphql's visitors (typescript-eslint 8.73).
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...importsNeverAllowed, graphqlRelay] }],
    },
  },
  ...layers
    .filter((layer) => layer !== 'generated')
    .flatMap((layer) => [
      { files: [`src/${layer}.ts`], rules: importRules(layer, '\\./') },
      { files: [`src/${layer}/**/*.ts`], rules: importRules(layer, '(\\.\\./)+') },
    ]),
  {
    files: ['src/**/*.ts'],
    plugins: { regexp },
    rules: {
      // Callers send texts of megabytes: on a pattern that takes quadratic time the process would stand still for minutes.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  // They are the two that the rule speaks of.
  { files: ['src/config.ts', 'src/start.ts', 'src/main/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Tests hand addresses to their processes through the environment.
      'no-restricted-properties': 'off',
      // `expect(object.method)` is how a test looks at one.
      '@typescript-eslint/unbound-method': 'off',
      // A test knows what it arranged.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Answers are of any form: a test compares them whole, or reads what it expects to be there.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  // Tools (Prisma, codegen, Jest) read these by their default export.
  { files: ['*.ts', 'test/kit/global*.ts'], rules: { 'import-x/no-default-export': 'off' } },
);
