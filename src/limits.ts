/** One bound on what callers, peers or authors can send, hold or run. */
export interface Limit {
  /** Where docs/limits.md lists it. */
  readonly area: (typeof limitAreas)[number];
  /** What is bounded, as a noun phrase that names the scope: "Calls in progress per server process". */
  readonly what: string;
  readonly value: number;
  /** `bytes`, `levels`, `ms`, `calls`, … */
  readonly unit: string;
  /** The environment variable that changes the value, with the range it accepts; null for a fixed limit. */
  readonly setting: { readonly variable: string; readonly from: number; readonly to: number } | null;
  /** What the caller gets beyond the limit: the name of a refusal (src/errors.ts), or a sentence. */
  readonly answer: string;
}

/** The sections of docs/limits.md, in their order. */
export const limitAreas = [
  'Input',
  'Connections and calls',
  'GraphQL',
  'Log-in',
  'Storage',
  'Definitions and expressions',
  'Requests and jobs',
  'Mail and other servers',
] as const;

const fixed = (area: Limit['area'], what: string, value: number, unit: string, answer: string): Limit => ({
  area,
  what,
  value,
  unit,
  setting: null,
  answer,
});

const setting = (
  area: Limit['area'],
  what: string,
  value: number,
  unit: string,
  variable: string,
  range: [number, number],
  answer: string,
) => ({ area, what, value, unit, setting: { variable, from: range[0], to: range[1] }, answer }) satisfies Limit;

/**
 * Every bound of the server, defined once: the code reads `value`, config.ts reads default and range of settings, and a test keeps
 * docs/limits.md equal to this table.
 */
export const limits = {
  bodyBytes: setting('Input', 'Body of one call', 30_000_000, 'bytes', 'MAX_BODY_BYTES', [1_000, 1_000_000_000], 'BODY_TOO_LARGE'),
  jsonLevels: fixed('Input', 'Lists and objects within each other in a JSON text', 200, 'levels', 'INPUT_EXCESSIVE'),
  jsonValues: fixed('Input', 'Values in a JSON text, at all depths', 200_000, 'values', 'INPUT_EXCESSIVE'),
  jsonFields: fixed('Input', 'Fields of one object in a JSON text', 10_000, 'fields', 'INPUT_EXCESSIVE'),
  batchRuns: fixed('Input', 'Runs in one batch', 1_000, 'runs', 'INPUT_INVALID'),
  concurrentCalls: setting(
    'Connections and calls',
    'Calls in progress per server process',
    1024,
    'calls',
    'MAX_CONCURRENT_REQUESTS',
    [1, 100_000],
    'TOO_MANY_IN_FLIGHT',
  ),
  waits: setting(
    'Connections and calls',
    'Calls per server process that wait for a request to end',
    5_000,
    'calls',
    'MAX_WAITS',
    [0, 1_000_000],
    'WAITS_EXCEEDED',
  ),
  textCharacters: fixed('Input', 'Text of an input, but for data, definitions and files', 20_000, 'characters', 'INPUT_INVALID'),
  idCharacters: fixed('Input', 'ID of an input', 1_000, 'characters', 'INPUT_INVALID'),
  graphqlCharacters: fixed('GraphQL', 'Text of one query (variables do not count)', 2_000_000, 'characters', 'INPUT_EXCESSIVE'),
  graphqlLevels: fixed('GraphQL', 'Brackets within each other in one query, those of values included', 200, 'levels', 'INPUT_EXCESSIVE'),
  queryCharacters: fixed('Input', 'Query string of a call, and of a sample', 16_384, 'characters', 'INPUT_INVALID'),
  queryParameters: fixed('Input', 'Parameters in a query string', 1_000, 'parameters', 'INPUT_INVALID'),
  queryLevels: fixed('Input', 'Levels of a name in a query string (`a[b][c]`)', 20, 'levels', 'INPUT_INVALID'),
  sampleCharacters: fixed('Input', 'Body of a sample (`parseSample`), as JSON', 100_000, 'characters', 'INPUT_INVALID'),
  sampleLevels: fixed('Input', 'Lists and objects within each other in a sample', 50, 'levels', 'INPUT_INVALID'),
  sampleValues: fixed('Input', 'Values in a sample', 1_000, 'values', 'INPUT_INVALID'),
  statementMs: setting(
    'Connections and calls',
    'Time of one statement or transaction of the database, and of the wait for its turn',
    15_000,
    'ms',
    'STATEMENT_TIMEOUT_MS',
    [100, 3_600_000],
    'DATABASE_TOO_SLOW',
  ),
  graphqlTimeMs: setting('GraphQL', 'Time of one GraphQL call', 30_000, 'ms', 'REQUEST_TIMEOUT_MS', [100, 3_600_000], 'ANSWER_TOO_SLOW'),
  graphqlDepth: setting('GraphQL', 'Depth of one query', 15, 'levels', 'GRAPHQL_MAX_DEPTH', [1, 100], 'A GraphQL error'),
  graphqlCost: setting('GraphQL', 'Estimated cost of one query', 10_000, 'points', 'GRAPHQL_MAX_COST', [1, 10_000_000], 'A GraphQL error'),
  graphqlAliases: setting('GraphQL', 'Aliases in one query', 30, 'aliases', 'GRAPHQL_MAX_ALIASES', [0, 10_000], 'A GraphQL error'),
  graphqlTokens: setting('GraphQL', 'Tokens in one query', 2_000, 'tokens', 'GRAPHQL_MAX_TOKENS', [1, 1_000_000], 'A GraphQL error'),
  graphqlBatch: setting('GraphQL', 'Operations in one HTTP call', 10, 'operations', 'GRAPHQL_MAX_BATCH', [1, 1_000], 'A GraphQL error'),
  graphqlNodes: setting(
    'GraphQL',
    'Nodes that all lists of one operation can return',
    20_000,
    'nodes',
    'GRAPHQL_MAX_NODES',
    [1, 10_000_000],
    'NODES_EXCEEDED',
  ),
  pageSize: fixed('GraphQL', 'Page of one list (`first`, `last`)', 200, 'nodes', 'PAGE_INVALID'),
  subscriptions: setting(
    'GraphQL',
    'Open subscriptions per server process',
    5_000,
    'subscriptions',
    'MAX_SUBSCRIPTIONS',
    [0, 1_000_000],
    'SUBSCRIPTIONS_EXCEEDED',
  ),
  userSubscriptions: setting(
    'GraphQL',
    'Open subscriptions per user and server process',
    100,
    'subscriptions',
    'MAX_USER_SUBSCRIPTIONS',
    [0, 1_000_000],
    'SUBSCRIPTIONS_EXCEEDED',
  ),
  definitionCharacters: fixed('Definitions and expressions', 'Text of a definition', 1_000_000, 'characters', 'DEFINITION_INVALID'),
  definitionLevels: fixed(
    'Definitions and expressions',
    'Lists and objects within each other in a definition',
    64,
    'levels',
    'DEFINITION_INVALID',
  ),
  definitionTokens: fixed(
    'Definitions and expressions',
    'Tokens of a definition in YAML (JSON may hold more)',
    50_000,
    'tokens',
    'DEFINITION_INVALID',
  ),
  mailRecipients: fixed('Mail and other servers', 'Recipients of one mail', 100, 'addresses', 'The action fails'),
  mailFileBytes: fixed('Mail and other servers', 'Files of one mail', 20_000_000, 'bytes', 'The action fails'),
  answerBytes: fixed('Mail and other servers', 'Answer of a peer that is kept', 1_000_000, 'bytes', 'The action fails'),
  answerLevels: fixed(
    'Mail and other servers',
    'Lists and objects within each other in the answer of a peer',
    100,
    'levels',
    'The action fails',
  ),
  descendants: setting(
    'Requests and jobs',
    'Requests that SUBPROCESS activities start under one topmost request',
    10_000,
    'requests',
    'MAX_DESCENDANTS',
    [0, 1_000_000],
    'The SUBPROCESS activity fails',
  ),
  hops: fixed(
    'Requests and jobs',
    'Calls of activities and callbacks to this server that lead to one another',
    16,
    'calls',
    'HOPS_EXCEEDED',
  ),
  familyDepth: fixed('Requests and jobs', 'Requests that stand one under the other', 20, 'requests', 'The SUBPROCESS activity fails'),
  processesOfJob: fixed(
    'Requests and jobs',
    'Processes in a row that end while they run one job',
    3,
    'processes',
    'The job is dead: `jobs` shows it, `retryJob` runs it again',
  ),
  expressionTimeMs: fixed('Definitions and expressions', 'Computing time of one expression', 1_000, 'ms', 'EXPRESSION_FAILED'),
  expressionThreads: fixed(
    'Definitions and expressions',
    'Threads per server process that evaluate expressions that take longer than 10 ms, read more than 200,000 bytes, or could backtrack',
    2,
    'threads',
    'The others wait',
  ),
  threadMemoryMb: fixed('Definitions and expressions', 'Memory of one of these threads', 320, 'MB', 'EXPRESSION_FAILED'),
  waitingExpressions: fixed(
    'Definitions and expressions',
    'Expressions per server process that wait for one of these threads',
    1_000,
    'expressions',
    'EXPRESSIONS_BUSY',
  ),
  waitingExpressionsOfOne: fixed(
    'Definitions and expressions',
    'Of these, those of one process started by one user',
    100,
    'expressions',
    'EXPRESSIONS_BUSY',
  ),
  expressionWaitMs: fixed('Definitions and expressions', 'Time that an expression waits for a thread', 5_000, 'ms', 'EXPRESSIONS_BUSY'),
  expressionCharacters: fixed('Definitions and expressions', 'Text of one expression', 10_000, 'characters', 'DEFINITION_INVALID'),
  expressionLevels: fixed(
    'Definitions and expressions',
    'Brackets within each other in one expression',
    200,
    'levels',
    'DEFINITION_INVALID',
  ),
  patternSteps: fixed(
    'Definitions and expressions',
    'Steps of one regular expression, its repetitions written out',
    10_000,
    'steps',
    'DEFINITION_INVALID',
  ),
  definitionPatternSteps: fixed(
    'Definitions and expressions',
    'Steps of all regular expressions of a definition',
    20_000,
    'steps',
    'DEFINITION_INVALID',
  ),
  validationMs: fixed('Definitions and expressions', 'Computing time of checking one definition', 2_000, 'ms', 'DEFINITION_TOO_SLOW'),
  contentBytes: fixed('GraphQL', 'Large values and contents of files in one answer', 30_000_000, 'bytes', 'CONTENT_EXCEEDED'),
  viewFilterBytes: fixed('Storage', 'Filter of one view', 100_000, 'bytes', 'INPUT_INVALID'),
  parametersBytes: fixed('Storage', 'Values that one `createParameters` keeps', 1_000_000, 'bytes', 'INPUT_INVALID'),
  auditFactBytes: fixed('Storage', 'Value of one field in the audit trail', 20_000, 'bytes', 'The entry has a note instead of the value'),
  batchBytes: fixed(
    'Input',
    'What all runs of one batch store together: values and `runtime`, for each run that gets them',
    60_000_000,
    'bytes',
    'BATCH_TOO_LARGE',
  ),
  valueBytes: fixed('Storage', 'Value of one data field', 30_000_000, 'bytes', 'VALUE_TOO_LARGE'),
  requestBytes: fixed(
    'Storage',
    'Everything one request keeps: data, `runtime`, results, output and answer',
    60_000_000,
    'bytes',
    'REQUEST_TOO_LARGE; an automatic action ends as ERROR with this message',
  ),
  workBytes: fixed(
    'Storage',
    'Mails, calls and sub-processes that one step of a request sends',
    32_000_000,
    'bytes',
    'The action ends as ERROR with the message of WORK_TOO_LARGE',
  ),
  messageCharacters: fixed('Storage', 'Message of a request or an action', 10_000, 'characters', 'The text is cut'),
} as const satisfies Record<string, Limit>;
