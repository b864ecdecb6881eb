import { getNamedType, isInputObjectType, isObjectType, type GraphQLInputType } from 'graphql';
import { createSchema } from '../../src/graphql/createSchema';
import { isName } from '../../src/input/texts';
import { createApiToken } from '../../src/modules/apiToken/createApiToken';
import { addHook, addProcess, addUser, password } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

const composed = 'Zo\u00e9';
const decomposed = 'Zoe\u0301';

let server: TestServer;
let workflows: string;
let caller: { authorization: string };
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, decomposed.normalize());
  const { id } = (await graphql('createGroup', { name: decomposed, userNames: [decomposed] }, 'group { id }')).group;
  expect(id).toBeTruthy();
  await addProcess(server, decomposed, {
    folder: decomposed,
    participants: [
      { name: 'Requesters', role: 'REQUESTER', everyone: true },
      { name: decomposed, role: 'ACTOR', users: [decomposed], groups: [decomposed] },
    ],
    data: [
      { name: `${decomposed} TEXT`, type: 'TEXT' },
      { name: 'WHO', type: 'TEXT' },
      { name: 'FILE', type: 'FILE' },
    ],
    activities: [{ name: 'DO', type: 'USER', participant: decomposed, assign: { data: 'WHO' } }],
    allowUserActions: true,
  });
  workflows = await addHook(server, administrator.userName, { kind: 'WORKFLOWS', secret: 'secret' });
  const { token } = await createApiToken.run(await server.contextOf(administrator.userName), { name: 'x', scopes: [] });
  caller = { authorization: `Bearer ${token}` };
});
afterAll(() => server.stop());

/** The payload of a mutation, or the message, code and reason of its refusal. */
async function graphql(operation: string, input: object, fields = 'clientMutationId') {
  const type = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Input`;
  const { data, errors } = await server.graphql(`mutation ($input: ${type}!) { ${operation}(input: $input) { ${fields} } }`, { input });
  return errors ? { message: errors[0].message, ...errors[0].extensions } : data[operation];
}

describe('a name in another form of Unicode', () => {
  it.each<[string, string, object?]>([
    ['a variable', 'query ($n: String) { found: user(userName: $n) { name: userName } }', { n: decomposed }],
    [
      'a variable called as something else',
      'query ($textValue: String) { found: user(userName: $textValue) { name: userName } }',
      { textValue: decomposed },
    ],
    ['a literal', `{ found: user(userName: "${decomposed}") { name: userName } }`],
    ['a literal with an escape', '{ found: user(userName: "Zoe\\u0301") { name: userName } }'],
    ['the default of a variable', `query ($n: String = "${decomposed}") { found: user(userName: $n) { name: userName } }`],
    ['a process', 'query ($n: String) { found: process(name: $n) { name } }', { n: decomposed }],
  ])('is found: %s', async (_, query, variables = {}) => {
    expect(await server.graphql(query, variables)).toEqual({ data: { found: { name: composed } } });
  });

  it.each([
    ['users', 'UserFilter', { userNameStartsWith: decomposed, groupName: decomposed }, 'userName'],
    ['groups', 'GroupFilter', { name: decomposed }, 'name'],
    ['folders', 'FolderFilter', { name: decomposed }, 'name'],
    ['processes', 'ProcessFilter', { nameStartsWith: decomposed, folderName: decomposed }, 'name'],
  ])('is found by the filter of %s', async (field, type, filter, name) => {
    const { data } = await server.graphql(`query ($filter: ${type}) { ${field}(filter: $filter) { nodes { name: ${name} } } }`, { filter });
    expect(data[field].nodes).toEqual([{ name: composed }]);
  });

  it('logs in, and is impersonated', async () => {
    const headers = { accept: 'application/json', 'x-impersonate-user': Buffer.from(decomposed).toString('latin1') };
    const query = '{ viewer { userName } }';
    const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
    expect([
      await server.graphql(query, {}, { userName: decomposed, password }),
      (await server.post('/graphql', { query }, { ...headers, authorization })).body,
    ]).toEqual([{ data: { viewer: { userName: composed } } }, { data: { viewer: { userName: composed } } }]);
  });

  it('names processes, data and people to hooks of all kinds and to the Workflows API', async () => {
    const trigger = await addHook(server, administrator.userName, { kind: 'TRIGGER', trigger: { processName: composed } });
    const stateValues = { [`${decomposed} TEXT`]: 'x', WHO: decomposed };
    const parameters = [{ name: `${decomposed} TEXT`, textValue: 'x' }];
    const send = (body: object) => server.post(`/hooks/${workflows}`, body, { 'inbound-webhook-secret': 'secret' });
    const { body: person } = await server.post('/cases', {}, caller);
    const answers = [
      await server.hook('createRequest', { processName: decomposed, parameters }),
      await send({ workflow: decomposed, stateValues }),
      await send({ workflow: decomposed, batch: [{ workflow: decomposed, stateValues }, { stateValues }] }),
      await server.post(`/hooks/${trigger}`, {}),
      await server.post('/parameters', { workflowDefinitionId: decomposed, parameters: stateValues }, caller),
      await server.post('/workflows/run', { workflowDefinitionId: decomposed, caseId: person.caseId, parameters: stateValues }, caller),
    ];
    expect(
      answers.map(({ status, body }) => [
        status,
        body.error ?? (body.runs as { error?: string }[] | undefined)?.find(({ error }) => error),
      ]),
    ).toEqual([200, 202, 202, 200, 201, 200].map((status) => [status, undefined]));
    const { data } = await server.graphql('{ requests(first: 1) { nodes { actions { nodes { assignee { userName } } } } } }');
    expect(data.requests.nodes[0].actions.nodes).toEqual([{ assignee: { userName: composed } }]);
  });

  it('is in NFC in a definition, in YAML too, and so is what refers to it', async () => {
    const definition = `
name: ${decomposed} again
data: [{name: ${decomposed}, type: NUMERIC, default: 1}, {name: "Zoe\\u0301 2", type: NUMERIC}]
start: ${decomposed}
activities: [{name: ${composed}, type: SET, set: {"Zo\\u00e9 2": "{{ data.${decomposed} + 1 }}"}}]
output: "{{data.${composed} 2}}"
participants: [{name: R, role: REQUESTER, everyone: true, users: [${decomposed}], groups: [${decomposed}]}]
folder: ${decomposed}
subprocess: {enabled: true, access: PUBLIC}`;
    const deployed = await graphql('deployProcess', { definition }, 'process { name } report { warnings { message } }');
    const { number } = (await server.hook('createRequest', { processName: `${composed} again` })).body;
    const { data } = await server.graphql(`{ request(number: ${number}) { output } }`);
    expect([deployed, data]).toEqual([{ process: { name: `${composed} again` }, report: { warnings: [] } }, { request: { output: 2 } }]);
  });

  it('is a fault of a definition where two fields become one', async () => {
    const set = { [composed]: 1, [decomposed]: 2 };
    const definition = {
      name: 'X',
      start: 'A',
      data: [{ name: composed, type: 'NUMERIC' }],
      activities: [{ name: 'A', type: 'SET', set }],
    };
    expect((await graphql('deployProcess', { definition, dryRun: true })).message).toContain(
      `activities[0].set.${composed}: appears twice, in two forms of Unicode`,
    );
  });

  it('does not change values: texts, names of files, JSON, and results', async () => {
    const content = Buffer.from('x').toString('base64');
    const parameters = [
      { name: 'WHO', textValue: decomposed },
      { name: 'FILE', fileValue: { name: decomposed, content } },
    ];
    const literal = `[{name: "WHO", textValue: "${decomposed}"}, {name: "FILE", fileValue: {name: "${decomposed}", content: "${content}"}}]`;
    const values = 'request { data(names: ["WHO", "FILE"]) { textValue fileValue { name } } } clientMutationId';
    const input = { processName: composed, clientMutationId: decomposed };
    const byVariable = await graphql('createRequest', { ...input, parameters }, values);
    const { data } = await server.graphql(
      `mutation { createRequest(input: {processName: "${composed}", clientMutationId: "${decomposed}", parameters: ${literal}}) { ${values} } }`,
    );
    const query = `query ($s: String) { parseSample(body: ["${decomposed}", {name: "${decomposed}"}, {name: $s}]) { path value } }`;
    const { data: sample } = await server.graphql(query, { s: decomposed });
    const texts = (sample.parseSample as { value: unknown }[]).map(({ value }) => value).filter((value) => typeof value === 'string');
    const kept = {
      request: {
        data: [
          { textValue: decomposed, fileValue: null },
          { textValue: null, fileValue: { name: decomposed } },
        ],
      },
      clientMutationId: decomposed,
    };
    expect([byVariable, data.createRequest, texts]).toEqual([kept, kept, [decomposed, decomposed, decomposed]]);
  });
});

describe('isName', () => {
  it('says of each text of an input whether it is a name, or kept as it was sent', () => {
    const kept = new Set<string>();
    const note = (name: string, type: GraphQLInputType, parent: string | null) => {
      if (getNamedType(type).name === 'String' && !isName(name, parent)) kept.add(name === 'name' ? `${parent}.name` : name);
    };
    for (const type of Object.values(createSchema().getTypeMap())) {
      if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) note(field.name, field.type, type.name);
      if (isObjectType(type) && !type.name.startsWith('__'))
        for (const { args } of Object.values(type.getFields())) for (const arg of args) note(arg.name, arg.type, null);
    }
    // A field that is missing here is new: what names something has a name that `isName` knows.
    expect([...kept].sort()).toEqual(
      [
        ...['after', 'before', 'caseId', 'clientMutationId', 'parametersId', 'sha256', 'uid', 'uuid'],
        ...['FileFilter.name', 'FileValueInput.name', 'contentType', 'description', 'message', 'source', 'term', 'textValue'],
        ...['currentPassword', 'newPassword', 'password', 'secret', 'value'],
        ...[
          'allowedAddresses',
          'fileAllowedFolders',
          'fileAllowedUrls',
          'header',
          'headers',
          'hosts',
          'outboundAllowedHosts',
          'path',
          'url',
        ],
        ...['companyAddress', 'companyNumber', 'email', 'personalNumber', 'phone'],
        ...['errorPrefix', 'event', 'events', 'operation', 'operations', 'scopes', 'task', 'tasks'],
        ...['content', 'equals', 'forEach', 'prefix', 'secondSecret', 'separator', 'timestamp', 'token', 'verify', 'verifyToken', 'when'],
      ].sort(),
    );
  });
});

const near = (kind: string, existing: string, name: string) => ({
  message: `The ${kind} "${existing}" already exists, and "${name}" differs from it only in case, width or invisible characters: choose another name`,
  code: 'CONFLICT',
  reason: 'NAME_NEAR',
});

describe('a name that looks like another one', () => {
  beforeAll(async () => {
    await addUser(server, 'Jane Straße');
    await graphql('createGroup', { name: 'Jane Straße' });
    await graphql('updateFolder', { name: 'Jane Straße' });
    await graphql('createApplication', { name: 'Jane Straße', kind: 'OPERATIONS' });
    await addProcess(server, 'Jane Straße');
  });

  const create = {
    user: (name: string) => graphql('createUser', { userName: name }, 'user { userName }'),
    group: (name: string) => graphql('createGroup', { name }, 'group { name }'),
    folder: (name: string) => graphql('updateFolder', { name, managerUserNames: [] }, 'folder { name }'),
    application: (name: string) => graphql('createApplication', { name, kind: 'OPERATIONS' }, 'application { name }'),
  };
  const deploy = (name: string, more: object = {}, folder = 'Processes') => {
    const start = { name: 'DO', type: 'END' };
    return graphql(
      'deployProcess',
      { definition: { name, folder, start: 'DO', activities: [start] }, ...more },
      'process { name version uuid }',
    );
  };

  it.each(['user', 'group', 'folder', 'application'] as const)('is refused and named, for the kind %s', async (kind) => {
    const alike = ['jane straße', 'JANE STRASSE', 'Ｊane Straße', 'Ja\u200dne Straße', 'J\u00adane\u00a0stra\u017fse\ufe0f'];
    const shown = ['jane straße', 'JANE STRASSE', 'Ｊane Straße', 'Ja\\u{200d}ne Straße', 'J\\u{ad}ane\u00a0stra\u017fse\\u{fe0f}'];
    const answers = [];
    for (const name of alike) answers.push(await create[kind](name));
    expect(answers).toEqual(shown.map((name) => ({ ...near(kind, 'Jane Straße', name), existing: 'Jane Straße' })));
    expect(await create[kind]('Jane Strase')).not.toHaveProperty('code');
  });

  it('is refused for a process and its folder, dry or not, and changes nothing', async () => {
    const before = await server.db.prisma.processName.count();
    const other = near('folder', 'Jane Straße', 'jane straße');
    const processes = [await deploy('JANE Straße'), await deploy('JANE Straße', { dryRun: true })];
    const folders = [await deploy('Other', {}, 'jane straße'), await deploy('Other', { dryRun: true }, 'jane straße')];
    const after = await server.db.prisma.processName.count();
    const same = await deploy('Jane Straße', { state: 'TEST' }, 'Jane Straße');
    expect(processes).toMatchObject(Array(2).fill(near('process', 'Jane Straße', 'JANE Straße')));
    expect(folders).toMatchObject([other, other]);
    expect(after).toBe(before);
    expect(same.code).toBeUndefined();
  });

  it('is free for a process once no version of the other one is left, and keeps its UUID', async () => {
    const { process } = await deploy('Typo');
    const { id } = await server.db.prisma.process.findFirstOrThrow({ where: { name: 'Typo' } });
    await graphql('deleteProcess', { name: 'Typo', version: 1 });
    expect([id > 0, await deploy('TYPO', { dryRun: true }), await deploy('TYPO')]).toEqual([
      true,
      { process: null },
      { process: { name: 'TYPO', version: 1, uuid: process.uuid } },
    ]);
  });

  it('is taken by one of several who want it at once', async () => {
    const names = ['Twin', 'TWIN', 'twin', 'ＴＷＩＮ'];
    for (const one of [create.user, create.group, create.folder, deploy]) {
      const answers = await Promise.all(names.map((name) => one(name)));
      const done = answers.map(({ reason = 'done' }) => reason as string).sort();
      expect(done).toEqual(['NAME_NEAR', 'NAME_NEAR', 'NAME_NEAR', 'done']);
    }
  });

  it('can be the new one of an application that is called so already', async () => {
    const { application } = await graphql('createApplication', { name: 'hook', kind: 'OPERATIONS' }, 'application { id }');
    const rename = (name: string) => graphql('updateApplication', { id: application.id, name }, 'application { name }');
    expect([await rename('Hook'), await rename('JANE STRASSE')]).toMatchObject([
      { application: { name: 'Hook' } },
      near('application', 'Jane Straße', 'JANE STRASSE'),
    ]);
  });

  it.each(['user', 'group', 'folder'] as const)('is refused where nobody could see it, for the kind %s', async (kind) => {
    expect(await create[kind]('\u200b\u2060')).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
