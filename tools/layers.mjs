// Who may import whom, as eslint.config.mjs enforces it and docs/architecture.md prints it (tools/figures.mjs compares the two).

/** The folders of src, and the files directly in it. Each may import, types included, only what stands after it. */
export const layers = [
  'start',
  'main',
  'demo',
  'server',
  'graphiql',
  'hooks',
  'graphql',
  'resolvers',
  'modules',
  'context',
  'jobs',
  'threads',
  'diagram',
  'identity',
  'store',
  'database',
  'outbound',
  'secret',
  'relay',
  'log',
  'config',
  'generated',
  'sql',
  'redaction',
  'engine',
  'input',
  'errors',
  'limits',
  'version',
  'root',
];

/** The domains: the folders of src/modules, in the same way. The files directly in src/modules stand below all of them. */
export const domains = [
  'comment',
  'action',
  'favorite',
  'view',
  'delivery',
  'case',
  'subrequest',
  'apiToken',
  'application',
  'trigger',
  'request',
  'delegation',
  'process',
  'callback',
  'settings',
  'file',
  'subscription',
  'notification',
  'user',
  'secret',
  'job',
  'audit',
];

/** Layers whose values only these import; everybody else takes their types. */
export const typesOnlyBut = { config: ['start', 'main'] };
