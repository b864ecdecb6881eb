import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError, readConfig } from '../src/config';
import { makeAuthority } from './kit/makeCertificates';

const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-config-'));
const authority = makeAuthority(folder, 'authority');
const [one, other] = [authority.issue('one.example'), authority.issue('other.example')];
const nonsense = path.join(folder, 'nonsense');
writeFileSync(nonsense, 'nonsense');
const [hash, document] = [createHash('sha256').update('{ a }').digest('hex'), '{ a }'];
/** Writes a file of documents, and returns its path. */
function writeDocuments(name: string, content: unknown): string {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}
const ofRelay = writeDocuments('relay.json', { [hash]: document });
const ofApollo = writeDocuments('apollo.json', {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [{ id: hash, body: document, name: 'A', type: 'query' }],
});
const ofAnother = writeDocuments('wrong.json', { [hash]: '{ b }' });
afterAll(() => rmSync(folder, { recursive: true }));

function refusalOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error(`It was accepted: ${JSON.stringify(env)}`);
}

describe('readConfig', () => {
  it('has a default for everything, and takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', TLS_KEY_FILE: '' }, false)).toEqual({
      port: 4000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      databaseDirectUrl: undefined,
      databaseWaitMs: 30_000,
      dataDir: '.sluice',
      adminUserName: undefined,
      adminPassword: undefined,
      demoHookToken: undefined,
      secretKey: undefined,
      publicUrl: undefined,
      oidc: undefined,
      corsOrigins: [],
      basePath: '',
      workers: 1,
      role: 'all',
      maxBodyBytes: 30_000_000,
      maxConcurrentRequests: 1024,
      maxCallerShare: 75,
      maxBodiesBytes: 400_000_000,
      maxAnswersBytes: 400_000_000,
      requestTimeoutMs: 30_000,
      statementTimeoutMs: 15_000,
      keepAliveTimeoutMs: 65_000,
      trustProxy: [],
      tls: undefined,
      smtpUrl: undefined,
      mailFrom: undefined,
      logLevel: 'info',
      accessLog: 'all',
      logFormat: 'json',
      graphqlMaxDepth: 15,
      graphqlMaxCost: 100_000,
      graphqlMaxAliases: 30,
      graphqlMaxTokens: 2_000,
      graphqlMaxBatch: 10,
      graphqlMaxNodes: 20_000,
      trustedDocuments: undefined,
      maxSubscriptions: 5_000,
      maxUserSubscriptions: 100,
      maxWaits: 5000,
      maxDescendants: 10_000,
      shutdownDelayMs: 0,
      ownedLimits: { views: 500, 'API tokens': 200, delegations: 100, cases: 100_000, parameters: 10_000 },
    });
  });

  it('reads lists, paths and addresses', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://pooled/db',
      DATABASE_DIRECT_URL: 'postgres://direct/db',
      PUBLIC_URL: 'https://example.com/flow/',
      BASE_PATH: '/flow/',
      CORS_ORIGINS: 'https://a.example, http://b.example:8080',
      TRUST_PROXY: '10.0.0.0/8,::1',
      TLS_CERT_FILE: one.certFile,
      TLS_KEY_FILE: one.keyFile,
      ROLE: 'web',
    });
    expect(config).toMatchObject({
      databaseUrl: 'postgres://pooled/db',
      databaseDirectUrl: 'postgres://direct/db',
      publicUrl: 'https://example.com/flow',
      basePath: '/flow',
      corsOrigins: ['https://a.example', 'http://b.example:8080'],
      trustProxy: ['10.0.0.0/8', '::1'],
      tls: { certFile: one.certFile, keyFile: one.keyFile },
      role: 'web',
    });
  });

  it.each([
    ['https://example.com', '/flow', 'https://example.com/flow'],
    ['https://example.com/flow', '/flow', 'https://example.com/flow'],
    ['https://example.com/out/', '', 'https://example.com/out'],
    ['https://example.com/out', '/flow', 'https://example.com/out/flow'],
  ])('has the prefix once in what URLs start with: %s and %s', (PUBLIC_URL, BASE_PATH, expected) => {
    expect(readConfig({ PUBLIC_URL, BASE_PATH }).publicUrl).toBe(expected);
  });

  it('wants issuer and audience of an identity provider together', () => {
    const OIDC_ISSUER = 'https://login.example/realms/a';
    expect(readConfig({ OIDC_ISSUER, OIDC_AUDIENCE: 'sluice' }).oidc).toEqual({
      issuer: OIDC_ISSUER,
      audience: 'sluice',
      userNameClaim: 'preferred_username',
    });
    expect([
      refusalOf({ OIDC_ISSUER }),
      refusalOf({ OIDC_AUDIENCE: 'sluice' }),
      refusalOf({ OIDC_ISSUER: 'login', OIDC_AUDIENCE: 'a' }),
    ]).toEqual([
      'OIDC_AUDIENCE is not set: expected the audience (aud) of tokens for Sluice, because OIDC_ISSUER is set',
      'OIDC_ISSUER is not set: expected the URL of the identity provider, because OIDC_AUDIENCE is set',
      'OIDC_ISSUER is "login": expected a URL that begins with https:// (http:// for tests) and has no user name, ? or #',
    ]);
  });

  it('connects to DATABASE_URL directly where there is no DATABASE_DIRECT_URL', () => {
    expect(readConfig({ DATABASE_URL: 'postgresql://one/db' }).databaseDirectUrl).toBe('postgresql://one/db');
  });

  it('starts one process a CPU for WORKERS=0', () => {
    expect(readConfig({ WORKERS: '0' }).workers).toBeGreaterThanOrEqual(1);
  });

  it('is pretty on a terminal, unless told otherwise', () => {
    expect([readConfig({}, true).logFormat, readConfig({ LOG_FORMAT: 'json' }, true).logFormat]).toEqual(['pretty', 'json']);
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it('names every wrong variable, what it was and what is expected, in one line', () => {
    expect(
      refusalOf({ PORT: '70000', ROLE: 'boss', CORS_ORIGINS: 'https://a.example/path', TRUST_PROXY: 'localhost', WORKERS: '-1' }),
    ).toBe(
      [
        'PORT is "70000": expected a whole number from 0 to 65535',
        'CORS_ORIGINS is "https://a.example/path": expected origins such as https://example.com, separated by commas',
        'WORKERS is "-1": expected a whole number from 0 to 256',
        'ROLE is "boss": expected one of all, web, jobs',
        'TRUST_PROXY is "localhost": expected IP addresses or ranges such as 10.0.0.0/8, separated by commas',
      ].join('; '),
    );
  });

  it('takes no token that a hook would not find', () => {
    const isTaken = (token: string) => readConfig({ DEMO_HOOK_TOKEN: token }).demoHookToken === token;
    expect([
      isTaken('aZ09_-aZ09_-aZ09'),
      ...['.', '~', '%'].map((sign) => refusalOf({ DEMO_HOOK_TOKEN: `16-or-more-chars${sign}` })),
    ]).toEqual([
      true,
      ...Array.from(
        { length: 3 },
        () => 'DEMO_HOOK_TOKEN is wrong (its value is not shown): expected 16 to 200 characters of A-Z a-z 0-9 _ -',
      ),
    ]);
  });

  it.each([
    ['as Relay writes it', ofRelay],
    ['as Apollo writes it', ofApollo],
  ])('reads a file of trusted documents %s', (_, file) => {
    const { trustedDocuments } = readConfig({ TRUSTED_DOCUMENTS_FILE: file, TRUSTED_DOCUMENTS_ONLY: 'true' });
    expect(trustedDocuments).toEqual({ texts: new Map([[hash, document]]), isRequired: true });
  });

  it('requires a file where only trusted documents are allowed', () => {
    const line = refusalOf({ TRUSTED_DOCUMENTS_ONLY: 'true' });
    expect(line).toBe('TRUSTED_DOCUMENTS_FILE is not set: expected the file of these documents, because TRUSTED_DOCUMENTS_ONLY is true');
  });

  it('never tells the value of a secret', () => {
    const env = { DATABASE_URL: 'mysql://u:hunter2@h/db', DEMO_HOOK_TOKEN: 'hunter2', ADMIN_PASSWORD: 'hunter2'.repeat(200) };
    expect(refusalOf(env)).toMatch(
      /^DATABASE_URL is wrong \(its value is not shown\): .+; ADMIN_PASSWORD is wrong .+; DEMO_HOOK_TOKEN is wrong/,
    );
    expect(refusalOf(env)).not.toContain('hunter2');
  });

  it.each([
    [{ TLS_CERT_FILE: one.certFile }, 'TLS_KEY_FILE is not set: expected the file of the key, because TLS_CERT_FILE is set'],
    [{ TLS_KEY_FILE: one.keyFile }, 'TLS_CERT_FILE is not set: expected the file of the certificate, because TLS_KEY_FILE is set'],
    [{ SMTP_URL: 'smtp://mail' }, 'MAIL_FROM is not set: expected the sender address of emails, because SMTP_URL is set'],
    [{ ROLE: 'jobs' }, 'DATABASE_URL is not set: expected the database that all roles share, because ROLE is jobs'],
    [{ DATABASE_DIRECT_URL: 'postgres://a/b' }, 'DATABASE_URL is not set: expected the database, because DATABASE_DIRECT_URL is set'],
  ])('refuses %j, which lacks the other half', (env, message) => {
    expect(refusalOf(env)).toBe(message);
  });

  const postgres = 'postgresql://me:hunter2@db:5432/sluice';
  const urls = [
    ...[
      'db',
      'mysql://me:hunter2@db/sluice',
      'host=db dbname=sluice',
      'postgresql://me:hun/ter2@db/sluice',
      'postgresql://me:1/ter2@db/sluice',
    ],
    ...['postgresql://me:hunter2#@db/sluice', 'postgresql://me:1#hunter2@db/sluice', 'postgresql://me:1?hunter2@db/sluice'],
    ...['postgresql://me:hunter2%@db/sluice', 'postgresql://me:hunter2%zz@db/sluice', 'postgresql://db:99999/x', 'postgresql://a:1,b:2/x'],
    ...['postgresql://a,b/x', `${postgres}?host=a,b`, `${postgres}?port=0`, `${postgres}?sslmod=require`, `${postgres}?schema=a%22b`],
    ...[
      `${postgres}?sslmode=on`,
      `${postgres}?ssl=maybe`,
      `${postgres}?sslmode=verify-ca`,
      `${postgres}?sslmode=require&sslrootcert=system`,
    ],
    ...[`${postgres}?sslmode=verify-full&sslrootcert=/nowhere.pem`, `${postgres}?sslmode=verify-full&sslrootcert=${nonsense}`],
    ...[
      `${postgres}?sslmode=require&sslcert=${one.certFile}`,
      `${postgres}?sslmode=require&sslcert=${one.certFile}&sslkey=${other.keyFile}`,
    ],
  ];
  const numbers = ['-1', '1.5', 'ten', '1e3', ' 5', '0x10', '9999999999999999'];
  const places = [
    'example.com',
    'ftp://example.com',
    'https://',
    'https://a b',
    'https://me:hunter2@example.com',
    'https://a/?b',
    'https://a/#b',
  ];
  const wrong: Record<string, { values: string[]; beside?: NodeJS.ProcessEnv }> = {
    HOST: { values: ['a host', 'http://127.0.0.1', '127.0.0.1/24', 'a,b'] },
    DATABASE_URL: { values: urls },
    DATABASE_DIRECT_URL: { values: urls, beside: { DATABASE_URL: 'postgresql://db/sluice' } },
    ADMIN_USER_NAME: { values: [' admin', 'a:b', 'a\nb', 'x'.repeat(65)] },
    ADMIN_PASSWORD: { values: ['hunter2'.repeat(200)] },
    SECRET_KEY: { values: ['hunter2', 'hunter2'.repeat(200)] },
    DEMO_HOOK_TOKEN: { values: ['hunter2', 'hunter2hunter2hunter2/', 'hunter2'.repeat(50)] },
    PUBLIC_URL: { values: places },
    CORS_ORIGINS: { values: ['*', 'example.com', 'https://example.com/', 'https://a.example,', 'https://me:hunter2@a.example', 'null'] },
    BASE_PATH: { values: ['sluice', '/a b', '//a', '/a/../b', '/.', '/a?b', 'https://example.com/a'] },
    ROLE: { values: ['boss', 'ALL', 'web,jobs'] },
    TRUST_PROXY: { values: ['localhost', '10.0.0.0/33', '10.0.0.1;10.0.0.2', '*', '10.0.0.1,'] },
    OIDC_ISSUER: { values: places, beside: { OIDC_AUDIENCE: 'sluice' } },
    OIDC_AUDIENCE: { values: [' ', ' a', 'a\n', 'x'.repeat(1001)], beside: { OIDC_ISSUER: 'https://login.example' } },
    OIDC_CLIENT_ID: { values: [' ', 'a\n'], beside: { OIDC_ISSUER: 'https://login.example', OIDC_AUDIENCE: 'sluice' } },
    OIDC_CLIENT_SECRET: {
      values: [' ', 'hunter2\n'],
      beside: { OIDC_CLIENT_ID: 'web', OIDC_ISSUER: 'https://login.example', OIDC_AUDIENCE: 'sluice' },
    },
    OIDC_USER_NAME_CLAIM: { values: [' ', 'email ', 'a\tb'] },
    TLS_CERT_FILE: { values: ['/nowhere.pem', folder, nonsense, one.keyFile], beside: { TLS_KEY_FILE: one.keyFile } },
    TLS_KEY_FILE: { values: ['/nowhere.pem', folder, nonsense, one.certFile, other.keyFile], beside: { TLS_CERT_FILE: one.certFile } },
    SMTP_URL: {
      values: [
        'mail',
        'http://mail',
        'smtp://',
        'smtp://me:hunter2%@mail',
        'smtp://me:1#hunter2@mail',
        'smtp://me:1/hunter2@mail',
        'smtp://mail:x',
      ],
      beside: { MAIL_FROM: 'flow@example.com' },
    },
    MAIL_FROM: { values: ['flow', 'a@example.com, b@example.com', 'Flow <flow>', 'a@b@c'] },
    TRUSTED_DOCUMENTS_FILE: { values: ['/nowhere.json', folder, nonsense, ofAnother] },
    TRUSTED_DOCUMENTS_ONLY: { values: ['yes', 'TRUE', '1'] },
    LOG_LEVEL: { values: ['loud', 'INFO', '30'] },
    ACCESS_LOG: { values: ['some', 'ALL', '1'] },
    LOG_FORMAT: { values: ['xml', 'JSON'] },
  };
  // What a DATA_DIR must be is a matter of the machine: test/main/run.test.ts.
  const page = readFileSync(path.join(__dirname, '../docs/configuration.md'), 'utf8');
  const table = [...page.matchAll(/^\| `([A-Z_]+)` *\| (?:`(\d+)`)?/gm)].filter(([, variable]) => variable !== 'DATA_DIR');

  it.each(table.map(([, variable = '', number]) => [variable, number]))(
    'tells of each wrong value of %s in one line, which names it and never a secret',
    (variable, number) => {
      const { values = [], beside = {} } = wrong[variable] ?? (number === undefined ? {} : { values: numbers });
      expect(values).not.toEqual([]);
      for (const value of values) {
        const line = refusalOf({ ...beside, [variable]: value });
        expect([value, line]).toEqual([value, expect.stringMatching(new RegExp(`^${variable} (is "|is wrong \\().*: expected [^\n]+$`))]);
        expect(line).not.toMatch(/hunter2|ter2@/);
      }
    },
  );

  it.each([
    ['postgresql:///db?host=/run/postgresql', 'postgresql:///db?host=%2Frun%2Fpostgresql'],
    ['postgresql://me@/db?host=/run/postgresql', 'postgresql://me@localhost/db?host=%2Frun%2Fpostgresql'],
    ['postgresql://me@h?dbname=a%20b', 'postgresql://me@h/a%20b'],
    ['postgresql://%2Frun%2Fpostgresql/db', 'postgresql://%2Frun%2Fpostgresql/db'],
    ['postgresql://me:p%40s%2Fs@h/db', 'postgresql://me:p%40s%2Fs@h/db'],
    ['postgresql://me:p@ss@h/db', 'postgresql://me:p%40ss@h/db'],
    ['postgresql://h/db?sslmode=require', 'postgresql://h/db?sslmode=require&uselibpqcompat=true'],
    ['postgresql://h/db?sslmode=no-verify', 'postgresql://h/db?sslmode=require&uselibpqcompat=true'],
    ['postgresql://h/db?ssl=true', 'postgresql://h/db?sslmode=verify-full&uselibpqcompat=true'],
    ['postgresql://h/db?sslmode=verify-full&sslrootcert=system', 'postgresql://h/db?sslmode=verify-full&uselibpqcompat=true'],
  ])('takes the URL %s as libpq does', (given, url) => {
    expect(readConfig({ DATABASE_URL: given }).databaseUrl).toBe(url);
  });
});
