import { addProcess, addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: { userName: string; password: string };
beforeAll(async () => {
  server = await startTestServer({ publicUrl: 'https://sluice.example/base' });
  ann = await addUser(server, 'ann');
  await addProcess(server, 'P');
});
afterAll(() => server.stop());

interface Called {
  code?: string;
  url: string;
  token: string;
  application: { id: string };
}

const fields =
  'id name kind description impersonateUserName active allowedAddresses rateLimit { requests perSeconds } errorStatus errorPrefix logBodies';

/** The payload of a mutation of applications, or the code and message of its refusal. */
async function call(operation: string, input: object, user?: typeof ann): Promise<Called> {
  const pascal = operation.charAt(0).toUpperCase() + operation.slice(1);
  const secrets = /^(create|rotate)/.test(operation) ? 'url token' : '';
  const selection = operation === 'deleteApplication' ? 'clientMutationId' : `application { ${fields} } ${secrets}`;
  const { data, errors } = await server.graphql(
    `mutation ($input: ${pascal}Input!) { ${operation}(input: $input) { ${selection} } }`,
    { input },
    user,
  );
  return (errors ? { message: errors[0].message, code: errors[0].extensions.code } : data[operation]) as Called;
}

let made = 0;
const create = (more: object = {}) =>
  call('createApplication', { name: `Application ${(made += 1)}`, kind: 'OPERATIONS', impersonateUserName: 'ann', ...more });
const statusOf = async (token: string) => (await server.hook('createRequest', { processName: 'P' }, {}, token)).status;

describe('createApplication', () => {
  it('lets the server have 10,000 of them, however many are made at once', async () => {
    const filler = `'filler' || n`;
    await server.db.pool.query(
      `INSERT INTO application (name, kind, token_hash)
       SELECT ${filler}, 'OPERATIONS', sha256((${filler})::bytea) FROM generate_series((SELECT count(*) FROM application) + 1, 9999) n`,
    );
    const answers = await Promise.all([create(), create(), create()]);
    await server.db.pool.query("DELETE FROM application WHERE name LIKE 'filler%'");
    const exceeded = { code: 'CONFLICT', message: 'There are 10000 hooks, which is the maximum: delete some' };
    expect(answers.filter(({ code }) => code !== undefined)).toEqual([exceeded, exceeded]);
  });

  it('gives a URL that works, once, and shows what was set', async () => {
    const input = {
      name: 'Shop',
      kind: 'OPERATIONS',
      impersonateUserName: 'ann',
      description: 'Orders',
      allowedAddresses: ['127.0.0.1', '10.0.0.0/8'],
      rateLimit: { requests: 5, perSeconds: 60 },
      errorStatus: 'ALWAYS_200',
      errorPrefix: 'Shop',
      logBodies: 'ERRORS',
    };
    const { url, token, application } = await call('createApplication', input);
    expect([url, application, await statusOf(token)]).toEqual([
      `https://sluice.example/base/hooks/${token}`,
      { ...input, id: expect.any(String), active: true },
      200,
    ]);
  });

  it('makes tokens of at least 128 bits, and keeps nothing but their hash', async () => {
    const { token } = await create();
    const { rows } = await server.db.pool.query<{ row: string }>('SELECT a::text AS row FROM application a');
    await statusOf(token);
    const seen = [
      ...rows.map(({ row }) => row),
      ...server.logged,
      JSON.stringify(await server.graphql(`{ applications { nodes { ${fields} } } }`)),
    ];
    expect([/^[\w-]{22,}$/.test(token), seen.filter((text) => text.includes(token))]).toEqual([true, []]);
  });

  it.each([
    ['an empty name', { name: '' }, 'BAD_USER_INPUT'],
    ['a name that is taken', { name: 'Shop' }, 'CONFLICT'],
    ['an unknown user', { impersonateUserName: 'nobody' }, 'BAD_USER_INPUT'],
    ['an address that is none', { allowedAddresses: ['nowhere'] }, 'BAD_USER_INPUT'],
    ['a range that is none', { allowedAddresses: ['10.0.0.0/99'] }, 'BAD_USER_INPUT'],
    ['a rate limit of nothing', { rateLimit: { requests: 0, perSeconds: 1 } }, 'BAD_USER_INPUT'],
    ['a rate limit for no time', { rateLimit: { requests: 1, perSeconds: 0 } }, 'BAD_USER_INPUT'],
    ['a rate limit for more than a day', { rateLimit: { requests: 1, perSeconds: 86_401 } }, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, input, code) => {
    expect((await create(input)).code).toBe(code);
  });

  it('is CONFLICT for the second when sent twice at once', async () => {
    const answers = await Promise.all([create({ name: 'Twin' }), create({ name: 'Twin' })]);
    expect(answers.filter(({ code }) => code)).toEqual([
      { message: 'Application "Twin" already exists: choose another name', code: 'CONFLICT' },
    ]);
  });
});

describe('rotateApplicationToken', () => {
  it('makes the old URL unknown at once, and the new one work', async () => {
    const { token, application } = await create();
    const before = await statusOf(token);
    const rotated = await call('rotateApplicationToken', { id: application.id });
    expect([before, await statusOf(token), await statusOf(rotated.token), rotated.url]).toEqual([
      200,
      404,
      200,
      `https://sluice.example/base/hooks/${rotated.token}`,
    ]);
  });

  it('leaves one URL that works when done twice at once', async () => {
    const { application } = await create();
    const both = await Promise.all([1, 2].map(() => call('rotateApplicationToken', { id: application.id })));
    expect((await Promise.all(both.map(({ token }) => statusOf(token)))).sort()).toEqual([200, 404]);
  });
});

describe('updateApplication', () => {
  it('leaves what is absent, and sets what is null to its default', async () => {
    const { application } = await create({
      description: 'Old',
      logBodies: 'NONE',
      errorPrefix: 'X',
      rateLimit: { requests: 5, perSeconds: 60 },
    });
    const updates = [{ description: 'New' }, { errorPrefix: null, rateLimit: null, logBodies: null, active: false }];
    const answers = [];
    for (const update of updates) answers.push((await call('updateApplication', { id: application.id, ...update })).application);
    const first = { ...application, description: 'New' };
    expect(answers).toEqual([first, { ...first, errorPrefix: null, rateLimit: null, logBodies: 'ALL', active: false }]);
  });

  it('makes the URL unknown while it is not active', async () => {
    const { token, application } = await create();
    const statuses = [];
    for (const active of [false, true]) {
      await call('updateApplication', { id: application.id, active });
      statuses.push(await statusOf(token));
    }
    expect(statuses).toEqual([404, 200]);
  });

  it.each([
    ['a name that is taken', { name: 'Shop' }, 'CONFLICT'],
    ['an unknown user', { impersonateUserName: 'nobody' }, 'BAD_USER_INPUT'],
    ['an unknown application', { id: 'QXBwbGljYXRpb246OTk5' }, 'NOT_FOUND'],
    ['an ID of another type', { id: 'VXNlcjox' }, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, input, code) => {
    const { application } = await create();
    expect((await call('updateApplication', { id: application.id, ...input })).code).toBe(code);
  });

  it('gives a name to one of two that want it at once', async () => {
    const two = [await create(), await create()];
    const answers = await Promise.all(two.map(({ application }) => call('updateApplication', { id: application.id, name: 'Wanted' })));
    expect(answers.filter(({ code }) => code)).toEqual([
      { message: 'Application "Wanted" already exists: choose another name', code: 'CONFLICT' },
    ]);
  });

  it('goes on while the URL of the same one is made anew again and again', async () => {
    const { id } = (await create()).application;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 ? call('updateApplication', { id, description: `${n}` }) : call('rotateApplicationToken', { id }),
      ),
    );
    expect(answers.filter(({ code }) => code)).toEqual([]);
  });
});

describe('deleteApplication', () => {
  it('makes the URL unknown at once; the second time there is nothing', async () => {
    const { token, application } = await create();
    const input = { id: application.id };
    const answers = [
      await call('deleteApplication', input),
      await statusOf(token),
      await call('deleteApplication', input),
      await call('rotateApplicationToken', input),
      await call('updateApplication', input),
    ];
    const gone = { message: `Application "${application.id}" does not exist`, code: 'NOT_FOUND' };
    expect(answers).toEqual([{ clientMutationId: null }, 404, gone, gone, gone]);
  });

  it('keeps the histories of what came through it, and its name in them', async () => {
    const { token, application } = await create({ name: 'Removed' });
    const { body } = await server.hook('createRequest', { processName: 'P' }, {}, token);
    await call('deleteApplication', { id: application.id });
    const { data } = await server.graphql(
      'query ($number: Int) { request(number: $number) { history { nodes { type application { name } } } } }',
      { number: body.number },
    );
    expect(data.request.history.nodes[0]).toEqual({ type: 'REQUEST_CREATED', application: { name: 'Removed' } });
  });
});

describe('applications', () => {
  it('are for administrators: to others they are not there', async () => {
    const { application } = await create();
    const { data } = await server.graphql(`{ applications { totalCount nodes { name } } node(id: "${application.id}") { id } }`, {}, ann);
    const operations = ['createApplication', 'updateApplication', 'rotateApplicationToken', 'deleteApplication'];
    const answers = await Promise.all(
      operations.map((operation) =>
        call(operation, operation === 'createApplication' ? { name: 'x', kind: 'OPERATIONS' } : { id: application.id }, ann),
      ),
    );
    expect([data, answers.map(({ code }) => code)]).toEqual([
      { applications: { totalCount: 0, nodes: [] }, node: null },
      ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
    ]);
  });

  it('are filtered', async () => {
    await create({ name: 'Sleeping', active: false });
    const { data } = await server.graphql(
      '{ named: applications(filter: { name: "Shop" }) { nodes { name } } asleep: applications(filter: { active: false, kind: OPERATIONS }) { nodes { name } } }',
    );
    expect([data.named.nodes, data.asleep.nodes[0]]).toEqual([[{ name: 'Shop' }], { name: 'Sleeping' }]);
  });
});
