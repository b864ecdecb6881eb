import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { readDatabaseUrl } from './input/databaseUrl';
import { faultOfKeyPair } from './input/keyPair';
import { readMailbox, userNamePattern } from './input/mailbox';
import { limits, type Limit, type OwnedLimits } from './limits';

/** Everything that the environment decides. Frozen. */
export interface Config {
  /** PORT: where it listens; 0 picks a free port. */
  readonly port: number;
  /** HOST: the address it listens on. */
  readonly host: string;
  /** DATABASE_URL: PostgreSQL 14 or newer; undefined: the embedded one. */
  readonly databaseUrl: string | undefined;
  /** DATABASE_DIRECT_URL: a direct connection to the same database, bypassing PgBouncer, for migrations, LISTEN and the job queue. */
  readonly databaseDirectUrl: string | undefined;
  /** DATABASE_WAIT_MS: how long the start waits for a database that cannot be reached. */
  readonly databaseWaitMs: number;
  /** DATA_DIR: the folder of the embedded database and of what is made once and kept. */
  readonly dataDir: string;
  /** ADMIN_USER_NAME of the first administrator; undefined: `admin`, in the demo `wfgen_admin`. */
  readonly adminUserName: string | undefined;
  /** ADMIN_PASSWORD of the first administrator; undefined: random, printed once. */
  readonly adminPassword: string | undefined;
  /** DEMO_HOOK_TOKEN: the token of the demo's hook of kind OPERATIONS; undefined: random, printed. */
  readonly demoHookToken: string | undefined;
  /** SECRET_KEY: encrypts the secrets that have to be readable again; undefined: made and kept in dataDir for the embedded database, else none. */
  readonly secretKey: string | undefined;
  /** PUBLIC_URL: what printed URLs start with, BASE_PATH and all, without a slash at the end; undefined: the address that is listened on. */
  readonly publicUrl: string | undefined;
  /** CORS_ORIGINS: the origins that may use /graphql from a browser. */
  readonly corsOrigins: readonly string[];
  /** OIDC_ISSUER, OIDC_AUDIENCE, OIDC_USER_NAME_CLAIM: whose JWTs log users in, whom they are for, the claim with the user name; undefined: nobody's. */
  readonly oidc: { readonly issuer: string; readonly audience: string; readonly userNameClaim: string } | undefined;
  /** OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: what Sluice is at that provider, for browsers that log in there; undefined: they cannot. */
  readonly oidcClient: { readonly id: string; readonly secret: string | undefined } | undefined;
  /** BASE_PATH: the prefix of all routes, without a slash at the end; empty: none. */
  readonly basePath: string;
  /** WORKERS: how many processes serve; never 0, which was replaced by one a CPU. */
  readonly workers: number;
  /** ROLE: `web` runs no jobs, `jobs` serves nothing but health. */
  readonly role: 'all' | 'web' | 'jobs';
  /** MAX_BODY_BYTES: the largest body of a request. */
  readonly maxBodyBytes: number;
  /** MAX_CONCURRENT_REQUESTS: how many requests a process works on at a time; more are refused. */
  readonly maxConcurrentRequests: number;
  /** MAX_CALLER_SHARE: the share of one user, hook or address in all that a server process handles at once, in percent. */
  readonly maxCallerShare: number;
  /** MAX_BODIES_BYTES: the bytes of all bodies that are received or worked on. */
  readonly maxBodiesBytes: number;
  /** MAX_ANSWERS_BYTES: the bytes of all answers that clients have not read yet. */
  readonly maxAnswersBytes: number;
  /** REQUEST_TIMEOUT_MS: how long a call may take. */
  readonly requestTimeoutMs: number;
  /** STATEMENT_TIMEOUT_MS: how long a statement or transaction of the database may take. */
  readonly statementTimeoutMs: number;
  /** KEEP_ALIVE_TIMEOUT_MS: how long a connection stays open without a call. */
  readonly keepAliveTimeoutMs: number;
  /** TRUST_PROXY: addresses and ranges (CIDR) of the proxies whose X-Forwarded-For and -Proto are believed. */
  readonly trustProxy: readonly string[];
  /** TLS_CERT_FILE and TLS_KEY_FILE, in PEM; undefined: plain HTTP. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** SMTP_URL: the mail server, with the log-in there; undefined: mails are logged and not sent. */
  readonly smtpUrl: string | undefined;
  /** MAIL_FROM: whom mails come from, an address or `Name <address>`. */
  readonly mailFrom: string | undefined;
  /** LOG_LEVEL: what is logged, and what is more severe. */
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** ACCESS_LOG: which calls have a line in the log, at `info`. */
  readonly accessLog: 'all' | 'errors' | 'none';
  /** LOG_FORMAT: pretty is for people. */
  readonly logFormat: 'json' | 'pretty';
  /** GRAPHQL_MAX_DEPTH: how deep a query may nest. */
  readonly graphqlMaxDepth: number;
  /** GRAPHQL_MAX_COST: how many fields the answer to a query can have. */
  readonly graphqlMaxCost: number;
  /** GRAPHQL_MAX_ALIASES: how many aliases a query may have. */
  readonly graphqlMaxAliases: number;
  /** GRAPHQL_MAX_TOKENS: how many tokens a query may have. */
  readonly graphqlMaxTokens: number;
  /** GRAPHQL_MAX_BATCH: how many operations one HTTP request may bring. */
  readonly graphqlMaxBatch: number;
  /** GRAPHQL_MAX_NODES: how many nodes the lists of one operation may give, all together. */
  readonly graphqlMaxNodes: number;
  /** TRUSTED_DOCUMENTS_FILE, TRUSTED_DOCUMENTS_ONLY: the queries of this installation's front ends; undefined: none are known in advance. */
  readonly trustedDocuments: TrustedDocuments | undefined;
  /** MAX_SUBSCRIPTIONS: how many subscriptions a process keeps open at a time. */
  readonly maxSubscriptions: number;
  /** MAX_USER_SUBSCRIPTIONS: how many of them for one user. */
  readonly maxUserSubscriptions: number;
  /** MAX_WAITS: how many calls of a process may wait for the end of requests at a time. */
  readonly maxWaits: number;
  /** MAX_DESCENDANTS: how many requests SUBPROCESS activities may start under one topmost request. */
  readonly maxDescendants: number;
  /** SHUTDOWN_DELAY_MS: how long the server serves on after a signal while load balancers find out. */
  readonly shutdownDelayMs: number;
  /** MAX_USER_VIEWS and so on: how many of each kind one user may have. */
  readonly ownedLimits: OwnedLimits;
}

/** The documents that front ends were built with. */
export interface TrustedDocuments {
  /** Their texts by their SHA-256, in lower-case hexadecimal digits. */
  readonly texts: ReadonlyMap<string, string>;
  /** Whether users who are not administrators can run no others. */
  readonly isRequired: boolean;
}

/** The environment is wrong; the message is one line that names every wrong variable. It never holds the value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads and validates the environment; an empty variable is one that is not set. Throws ConfigError. */
export function readConfig(env: NodeJS.ProcessEnv = process.env, terminal = process.stderr.isTTY): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { data, error } = environment.safeParse(given);
  if (error) throw new ConfigError(error.issues.map((issue) => explain(String(issue.path[0]), given, issue.message)).join('; '));
  return Object.freeze({
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    databaseDirectUrl: data.DATABASE_DIRECT_URL ?? data.DATABASE_URL,
    databaseWaitMs: data.DATABASE_WAIT_MS,
    dataDir: data.DATA_DIR,
    adminUserName: data.ADMIN_USER_NAME?.normalize('NFC'),
    adminPassword: data.ADMIN_PASSWORD,
    demoHookToken: data.DEMO_HOOK_TOKEN,
    secretKey: data.SECRET_KEY,
    // Given with the prefix or without: it is printed once.
    publicUrl: data.PUBLIC_URL?.endsWith(data.BASE_PATH) === false ? data.PUBLIC_URL + data.BASE_PATH : data.PUBLIC_URL,
    oidc:
      data.OIDC_ISSUER && data.OIDC_AUDIENCE
        ? { issuer: data.OIDC_ISSUER, audience: data.OIDC_AUDIENCE, userNameClaim: data.OIDC_USER_NAME_CLAIM }
        : undefined,
    oidcClient: data.OIDC_CLIENT_ID ? { id: data.OIDC_CLIENT_ID, secret: data.OIDC_CLIENT_SECRET } : undefined,
    corsOrigins: data.CORS_ORIGINS,
    basePath: data.BASE_PATH,
    workers: data.WORKERS || os.availableParallelism(),
    role: data.ROLE,
    maxBodyBytes: data.MAX_BODY_BYTES,
    maxConcurrentRequests: data.MAX_CONCURRENT_REQUESTS,
    maxCallerShare: data.MAX_CALLER_SHARE,
    maxBodiesBytes: data.MAX_BODIES_BYTES,
    maxAnswersBytes: data.MAX_ANSWERS_BYTES,
    requestTimeoutMs: data.REQUEST_TIMEOUT_MS,
    statementTimeoutMs: data.STATEMENT_TIMEOUT_MS,
    keepAliveTimeoutMs: data.KEEP_ALIVE_TIMEOUT_MS,
    trustProxy: data.TRUST_PROXY,
    tls: data.TLS_CERT_FILE && data.TLS_KEY_FILE ? { certFile: data.TLS_CERT_FILE, keyFile: data.TLS_KEY_FILE } : undefined,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    logLevel: data.LOG_LEVEL,
    accessLog: data.ACCESS_LOG,
    logFormat: data.LOG_FORMAT ?? (terminal ? 'pretty' : 'json'),
    graphqlMaxDepth: data.GRAPHQL_MAX_DEPTH,
    graphqlMaxCost: data.GRAPHQL_MAX_COST,
    graphqlMaxAliases: data.GRAPHQL_MAX_ALIASES,
    graphqlMaxTokens: data.GRAPHQL_MAX_TOKENS,
    graphqlMaxBatch: data.GRAPHQL_MAX_BATCH,
    graphqlMaxNodes: data.GRAPHQL_MAX_NODES,
    trustedDocuments: data.TRUSTED_DOCUMENTS_FILE && {
      texts: data.TRUSTED_DOCUMENTS_FILE,
      isRequired: data.TRUSTED_DOCUMENTS_ONLY === 'true',
    },
    maxSubscriptions: data.MAX_SUBSCRIPTIONS,
    maxUserSubscriptions: data.MAX_USER_SUBSCRIPTIONS,
    maxWaits: data.MAX_WAITS,
    maxDescendants: data.MAX_DESCENDANTS,
    shutdownDelayMs: data.SHUTDOWN_DELAY_MS,
    ownedLimits: {
      views: data.MAX_USER_VIEWS,
      'API tokens': data.MAX_USER_API_TOKENS,
      delegations: data.MAX_USER_DELEGATIONS,
      cases: data.MAX_USER_CASES,
      parameters: data.MAX_USER_PARAMETERS,
    },
  });
}

const secrets = [
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'ADMIN_PASSWORD',
  'DEMO_HOOK_TOKEN',
  'SECRET_KEY',
  'OIDC_CLIENT_SECRET',
  'SMTP_URL',
];

function explain(variable: string, given: NodeJS.ProcessEnv, expected: string): string {
  const value = given[variable];
  return `${variable} ${value === undefined ? 'is not set' : describe(variable, value)}: expected ${expected}`;
}

/** How much of a wrong value is shown. */
const maxShownLength = 200;

function describe(variable: string, value: string): string {
  // A log-in in a URL that takes none.
  const isSecret = secrets.includes(variable) || /\/\/[^/]*@/.test(value);
  if (isSecret) return 'is wrong (its value is not shown)';
  return `is ${JSON.stringify(value.slice(0, maxShownLength))}${value.length > maxShownLength ? '…' : ''}`;
}

/** A text for which `fits` holds; `expected` completes "expected …" in the message. */
function text(expected: string, fits: (value: string) => boolean) {
  return z.string().refine(fits, expected);
}

function integer(from: number, to: number, byDefault: number) {
  return text(`a whole number from ${from} to ${to}`, (value) => /^\d{1,15}$/.test(value) && Number(value) >= from && Number(value) <= to)
    .default(String(byDefault))
    .transform(Number);
}

/** A limit that the environment can change. */
function limit({ value, setting }: Limit & { setting: NonNullable<Limit['setting']> }) {
  return integer(setting.from, setting.to, value);
}

/** Values between commas; spaces around them do not count. */
function list(expected: string, fits: (value: string) => boolean) {
  const split = (value: string) => value.split(',').map((item) => item.trim());
  return text(expected, (value) => split(value).every(fits))
    .transform(split)
    .default([]);
}

function choice<const Values extends readonly [string, ...string[]]>(...values: Values) {
  return z.enum(values, `one of ${values.join(', ')}`);
}

function isUrl(value: string, ...protocols: string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol) && new URL(value).hostname !== '';
}

/** The address of a server, or where URLs start: no log-in, query or fragment. */
function isServerUrl(value: string): boolean {
  return isUrl(value, 'http:', 'https:') && !/[?#]/.test(value) && new URL(value).username === '' && new URL(value).password === '';
}

function isReadableFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Returns the documents in a file by their hashes; null if it cannot be read, or a hash is that of another text. */
function readDocuments(path: string): ReadonlyMap<string, string> | null {
  try {
    const texts = new Map(Object.entries(documents.parse(JSON.parse(readFileSync(path, 'utf8')))));
    const isHash = ([hash, text]: [string, string]) => createHash('sha256').update(text).digest('hex') === hash;
    return [...texts].every(isHash) ? texts : null;
  } catch {
    return null;
  }
}

/** Returns whether each part of the URL can be decoded: a lone % cannot. */
function isDecodable(value: string): boolean {
  try {
    decodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
}

/** In the form that our connections use. */
const postgresUrl = z
  .string()
  .transform((value, context) => {
    const { url, fault } = readDatabaseUrl(value);
    if (url !== null) return url;
    context.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  })
  .optional();
/** A map of hashes to texts, as Relay's compiler writes it, or the manifest that Apollo's tools write. */
const documents = z.union([
  z.record(z.string(), z.string()),
  z
    .object({ format: z.literal('apollo-persisted-query-manifest'), operations: z.array(z.object({ id: z.string(), body: z.string() })) })
    .transform(({ operations }) => Object.fromEntries(operations.map(({ id, body }) => [id, body]))),
]);
const documentsFile = z
  .string()
  .transform((path, context): ReadonlyMap<string, string> => {
    const texts = readDocuments(path);
    if (texts) return texts;
    const message = 'a JSON file that maps the SHA-256 of each document, in hexadecimal digits, to its text, or an Apollo manifest';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .optional();
const file = text('a file that can be read', isReadableFile).optional();
const word = text('1 to 1000 characters without leading or trailing white space', (value) =>
  /^(?!\s)[^\p{Cc}]{1,1000}(?<!\s)$/u.test(value),
);

const environment = z
  .object({
    PORT: integer(0, 65_535, 4000),
    HOST: text('a host name or an IP address', (value) => /^[\w.:%-]+$/.test(value)).default('127.0.0.1'),
    DATABASE_URL: postgresUrl,
    DATABASE_DIRECT_URL: postgresUrl,
    DATABASE_WAIT_MS: integer(0, 3_600_000, 30_000),
    DATA_DIR: z.string().default('.sluice'),
    ADMIN_USER_NAME: text('1 to 64 characters without a colon, and without leading or trailing white space', (value) =>
      userNamePattern.test(value),
    ).optional(),
    ADMIN_PASSWORD: text('1 to 1000 characters', (value) => value.length <= 1000).optional(),
    DEMO_HOOK_TOKEN: text('16 to 200 characters of A-Z a-z 0-9 _ -', (value) => /^[\w-]{16,200}$/.test(value)).optional(),
    SECRET_KEY: text('32 to 1000 characters', (value) => value.length >= 32 && value.length <= 1000).optional(),
    PUBLIC_URL: text('a URL that begins with http:// or https:// and has no user name, ? or #', isServerUrl)
      .transform((value) => value.replace(/(?<!\/)\/+$/, ''))
      .optional(),
    OIDC_ISSUER: text('a URL that begins with https:// (http:// for tests) and has no user name, ? or #', isServerUrl).optional(),
    OIDC_AUDIENCE: word.optional(),
    OIDC_USER_NAME_CLAIM: word.default('preferred_username'),
    OIDC_CLIENT_ID: word.optional(),
    OIDC_CLIENT_SECRET: word.optional(),
    CORS_ORIGINS: list(
      'origins such as https://example.com, separated by commas',
      (value) => isUrl(value, 'http:', 'https:') && new URL(value).origin === value,
    ),
    BASE_PATH: text('a path that begins with a slash, such as /sluice', (value) => /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*\/?$/.test(value))
      .transform((value) => value.replace(/\/$/, ''))
      .default(''),
    WORKERS: integer(0, 256, 1),
    ROLE: choice('all', 'web', 'jobs').default('all'),
    MAX_BODY_BYTES: limit(limits.bodyBytes),
    MAX_CONCURRENT_REQUESTS: limit(limits.concurrentCalls),
    MAX_CALLER_SHARE: limit(limits.callerShare),
    MAX_BODIES_BYTES: limit(limits.bodiesBytes),
    MAX_ANSWERS_BYTES: limit(limits.answersBytes),
    REQUEST_TIMEOUT_MS: limit(limits.graphqlTimeMs),
    STATEMENT_TIMEOUT_MS: limit(limits.statementMs),
    // Longer than the minute that load balancers wait.
    KEEP_ALIVE_TIMEOUT_MS: integer(1_000, 3_600_000, 65_000),
    TRUST_PROXY: list(
      'IP addresses or ranges such as 10.0.0.0/8, separated by commas',
      (value) => ipaddr.isValid(value) || ipaddr.isValidCIDR(value),
    ),
    TLS_CERT_FILE: file,
    TLS_KEY_FILE: file,
    SMTP_URL: text(
      'a URL such as smtp://user:password@host:587, with the password percent-encoded (% as %25, @ as %40, / as %2F, # as %23)',
      (value) => isUrl(value, 'smtp:', 'smtps:') && isDecodable(value) && !value.includes('#') && !/[@]/.test(new URL(value).pathname),
    ).optional(),
    MAIL_FROM: text('an address such as flow@example.com, or Name <flow@example.com>', (value) => readMailbox(value) !== null).optional(),
    LOG_LEVEL: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent').default('info'),
    ACCESS_LOG: choice('all', 'errors', 'none').default('all'),
    LOG_FORMAT: choice('json', 'pretty').optional(),
    GRAPHQL_MAX_DEPTH: limit(limits.graphqlDepth),
    GRAPHQL_MAX_COST: limit(limits.graphqlCost),
    GRAPHQL_MAX_ALIASES: limit(limits.graphqlAliases),
    GRAPHQL_MAX_TOKENS: limit(limits.graphqlTokens),
    GRAPHQL_MAX_BATCH: limit(limits.graphqlBatch),
    GRAPHQL_MAX_NODES: limit(limits.graphqlNodes),
    TRUSTED_DOCUMENTS_FILE: documentsFile,
    TRUSTED_DOCUMENTS_ONLY: choice('true', 'false').default('false'),
    MAX_SUBSCRIPTIONS: limit(limits.subscriptions),
    MAX_USER_SUBSCRIPTIONS: limit(limits.userSubscriptions),
    MAX_WAITS: limit(limits.waits),
    MAX_DESCENDANTS: limit(limits.descendants),
    SHUTDOWN_DELAY_MS: integer(0, 600_000, 0),
    MAX_USER_VIEWS: limit(limits.userViews),
    MAX_USER_API_TOKENS: limit(limits.userApiTokens),
    MAX_USER_DELEGATIONS: limit(limits.userDelegations),
    MAX_USER_CASES: limit(limits.userCases),
    MAX_USER_PARAMETERS: limit(limits.userParameters),
  })
  .superRefine((value, context) => {
    const need = (variable: string, expected: string) => context.addIssue({ code: 'custom', path: [variable], message: expected });
    if (value.TLS_CERT_FILE && !value.TLS_KEY_FILE) need('TLS_KEY_FILE', 'the file of the key, because TLS_CERT_FILE is set');
    if (value.TLS_KEY_FILE && !value.TLS_CERT_FILE) need('TLS_CERT_FILE', 'the file of the certificate, because TLS_KEY_FILE is set');
    const pair = value.TLS_CERT_FILE && value.TLS_KEY_FILE ? faultOfKeyPair(value.TLS_CERT_FILE, value.TLS_KEY_FILE) : null;
    if (pair) need(pair.of === 'cert' ? 'TLS_CERT_FILE' : 'TLS_KEY_FILE', pair.expected);
    if (value.SMTP_URL && !value.MAIL_FROM) need('MAIL_FROM', 'the sender address of emails, because SMTP_URL is set');
    if (value.ROLE !== 'all' && !value.DATABASE_URL)
      need('DATABASE_URL', `the database that all roles share, because ROLE is ${value.ROLE}`);
    if (value.OIDC_ISSUER && !value.OIDC_AUDIENCE)
      need('OIDC_AUDIENCE', 'the audience (aud) of tokens for Sluice, because OIDC_ISSUER is set');
    if (value.OIDC_AUDIENCE && !value.OIDC_ISSUER) need('OIDC_ISSUER', 'the URL of the identity provider, because OIDC_AUDIENCE is set');
    if (value.OIDC_CLIENT_ID && !value.OIDC_ISSUER) need('OIDC_ISSUER', 'the URL of the identity provider, since OIDC_CLIENT_ID is set');
    if (value.OIDC_CLIENT_SECRET && !value.OIDC_CLIENT_ID) need('OIDC_CLIENT_ID', 'the client whose secret OIDC_CLIENT_SECRET is');
    if (value.TRUSTED_DOCUMENTS_ONLY === 'true' && !value.TRUSTED_DOCUMENTS_FILE)
      need('TRUSTED_DOCUMENTS_FILE', 'the file of these documents, because TRUSTED_DOCUMENTS_ONLY is true');
    if (value.DATABASE_DIRECT_URL && !value.DATABASE_URL) need('DATABASE_URL', 'the database, because DATABASE_DIRECT_URL is set');
  });
