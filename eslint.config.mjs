import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { domains, layers, typesOnlyBut } from './tools/layers.mjs';

const importsNeverAllowed = [
  { regex: '^node:process$', message: 'process is a global here, and only config.ts reads its environment.' },
  { regex: '^(\\.\\.?/)+dist/', message: 'dist is built from src: import the source.' },
];

/** How deep files may lie below a layer or a domain, and what leads up from there in an import. */
const depths = [1, 2, 3];
const up = (depth) => '\\.\\./'.repeat(depth);

/** The pattern of imports of `names`, each a folder or a file; `way` leads there from the importing file. */
const importsOf = (names, way, more) => (names.length ? [{ regex: `^${way}(${names.join('|')})(/|$)`, ...more }] : []);

/** What keeps a file of `layer` from importing what stands before it in tools/layers.mjs; `way` leads from the file to src. */
function oneWay(layer, way) {
  const above = layers.slice(0, layers.indexOf(layer));
  const typesOnly = Object.keys(typesOnlyBut).filter(
    (other) => other !== layer && !above.includes(other) && !typesOnlyBut[other].includes(layer),
  );
  return [
    ...importsOf(above, way, {
      message: `Imports go one way, types too: ${layer} may import only what stands after it in tools/layers.mjs.`,
    }),
    ...importsOf(typesOnly, way, { allowTypeImports: true, message: `${layer} may import only types from there (tools/layers.mjs).` }),
  ];
}

/** What keeps a file of a domain of src/modules from importing the domains before it; `way` leads from the file to src/modules. */
function oneWayInModules(domain, way) {
  const above = domain === null ? domains : domains.slice(0, domains.indexOf(domain));
  const message = `Domains form no cycle, types count: ${domain ?? 'what all domains share'} may not import this one (tools/layers.mjs).`;
  return importsOf(above, way, { message });
}

const graphqlRelay = { regex: '^graphql-relay$', message: 'Only src/relay knows graphql-relay: use what src/relay exports.' };

const sqltag = {
  regex: '^@prisma/client/runtime/client$',
  message: 'Only src/sql.ts knows under which name Prisma exports it: import src/sql.',
};

/** The import rules of one layer, complete: ESLint lets the last setting of a rule win. */
function importRules(layer, way, more = []) {
  const own = [...(layer === 'relay' ? [] : [graphqlRelay]), ...(layer === 'sql' ? [] : [sqltag])];
  return {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...importsNeverAllowed, ...own, ...oneWay(layer, way), ...more] }],
  };
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
      // Filters still serve the old names of dates.
      '@typescript-eslint/no-deprecated': [
        'error',
        {
          allow: [
            { from: 'file', name: ['since', 'before', 'createdSince', 'openedSince', 'closedSince'], path: 'src/generated/graphql.ts' },
          ],
        },
      ],
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
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...importsNeverAllowed, graphqlRelay, sqltag] }],
    },
  },
  ...layers
    .filter((layer) => layer !== 'generated')
    .flatMap((layer) => [
      { files: [`src/${layer}.ts`], rules: importRules(layer, '\\./') },
      ...depths.map((depth) => ({ files: [`src/${layer}${'/*'.repeat(depth)}.ts`], rules: importRules(layer, up(depth)) })),
    ]),
  { files: ['src/modules/*.ts'], rules: importRules('modules', up(1), oneWayInModules(null, '\\./')) },
  ...domains.flatMap((domain) =>
    depths.map((depth) => ({
      files: [`src/modules/${domain}${'/*'.repeat(depth)}.ts`],
      rules: importRules('modules', up(depth + 1), oneWayInModules(domain, up(depth))),
    })),
  ),
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
