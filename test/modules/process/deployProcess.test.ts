import { addProcess, addRequest, addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let manager: { userName: string; password: string };
let worker: { userName: string; password: string };
beforeAll(async () => {
  server = await startTestServer();
  manager = await addUser(server, 'manager');
  worker = await addUser(server, 'worker');
  for (const name of ['Mine', 'Mine too']) await updateFolder(name, ['manager']);
  await updateFolder('Theirs', []);
});
afterAll(() => server.stop());

const updateFolder = (name: string, managerUserNames: string[]) =>
  server.graphql('mutation ($input: UpdateFolderInput!) { updateFolder(input: $input) { folder { name } } }', {
    input: { name, managerUserNames },
  });

function definition(name: string, more: object = {}) {
  return {
    name,
    subprocess: { enabled: true, access: 'PUBLIC' },
    participants: [{ name: 'All', role: 'REQUESTER', everyone: true }],
    start: 'DO',
    activities: [{ name: 'DO', type: 'USER', participant: 'All' }],
    ...more,
  };
}

/** Deploys, and gives the version (or the first error, without its place). */
async function deploy(document: unknown, state?: string, user?: typeof manager) {
  const { data, errors } = await server.graphql(
    `mutation ($input: DeployProcessInput!) {
      deployProcess(input: $input) { process { id uuid name version state deployedAt folder { name } } }
    }`,
    { input: { definition: document, ...(state && { state }) } },
    user,
  );
  return errors ? { message: errors[0].message, ...errors[0].extensions, reason: undefined } : data.deployProcess.process;
}

async function statesOf(name: string): Promise<string[]> {
  const { data } = await server.graphql('query ($name: String) { processes(filter: { name: $name }) { nodes { version state } } }', {
    name,
  });
  const found = data.processes.nodes as { version: number; state: string }[];
  return found.map(({ version, state }) => `${version} ${state}`).sort();
}

describe('deployProcess', () => {
  it('adds a version that is active, in a folder made for it', async () => {
    expect(await deploy(definition('Fresh', { folder: 'Brand new' }))).toEqual({
      id: expect.any(String),
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Fresh',
      version: 1,
      state: 'ACTIVE',
      deployedAt: expect.any(String),
      folder: { name: 'Brand new' },
    });
  });

  it('gives all versions of a name one UUID, and archives the active one before', async () => {
    const first = await deploy(definition('Versions'));
    const second = await deploy(definition('Versions', { version: 2 }));
    expect([second.uuid, await statesOf('Versions')]).toEqual([first.uuid, ['1 ARCHIVED', '2 ACTIVE']]);
  });

  it('takes the text of a definition in YAML, and names the line of what is wrong with it', async () => {
    const text = (start: string) =>
      `# As people write it.\nname: From YAML\nstart: ${start}\nactivities: [{ name: A, type: SET, set: {} }]`;
    expect([await deploy(text('A')), await deploy(text('[')), await deploy(text('B'))]).toMatchObject([
      { name: 'From YAML', state: 'ACTIVE' },
      { code: 'BAD_USER_INPUT', faults: [{ path: expect.stringMatching(/^line \d+, column \d+$/) }] },
      { code: 'BAD_USER_INPUT', faults: [{ path: 'start', message: 'no activity "B"' }] },
    ]);
  });

  it('keeps a version in test beside the active one', async () => {
    await deploy(definition('Tested'));
    await deploy(definition('Tested', { version: 2 }), 'TEST');
    await deploy(definition('Tested', { version: 3 }), 'TEST');
    await deploy(definition('Tested', { version: 4 }), 'UNDER_CONSTRUCTION');
    expect(await statesOf('Tested')).toEqual(['1 ACTIVE', '2 ARCHIVED', '3 TEST', '4 UNDER_CONSTRUCTION']);
  });

  it('changes nothing when the same document is sent twice', async () => {
    const document = definition('Twice');
    const first = await deploy(document);
    expect(await deploy({ ...document })).toEqual(first);
  });

  it('replaces a version that no request uses, and never one that has requests', async () => {
    const before = await deploy(definition('Used'));
    const replaced = await deploy(definition('Used', { description: 'Better' }));
    await addRequest(server, 'Used');
    const refused = await deploy(definition('Used', { description: 'Better still' }));
    const again = await deploy(definition('Used', { description: 'Better' }));
    expect([replaced.id, refused, again]).toEqual([
      before.id,
      { message: 'Process Used version 1 has requests and cannot change any more: deploy version 2', code: 'CONFLICT' },
      replaced,
    ]);
  });

  it('tells all faults at once, each with its path', async () => {
    const faulty = definition('Faulty', { start: 'NOWHERE', transitions: [{ from: 'DO', to: 'GONE' }], extra: 1 });
    const { code, faults } = (await deploy(faulty)) as { code: string; faults: { path: string }[] };
    expect([code, faults.map(({ path }) => path).sort()]).toEqual(['BAD_USER_INPUT', ['extra', 'start', 'transitions[0].to']]);
  });

  it.each([[null], ['text'], [[]], [{}], [42]])('refuses %j, which is not a definition', async (document) => {
    expect((await deploy(document)).code).toBe('BAD_USER_INPUT');
  });

  it('names every user and group that does not exist', async () => {
    const participants = [
      { name: 'All', role: 'REQUESTER', users: ['worker', 'nobody'], coordinators: ['noone'] },
      { name: 'Others', role: 'ACTOR', groups: ['nowhere'] },
    ];
    expect(await deploy(definition('Strangers', { participants }))).toEqual({
      message:
        'The definition has 3 faults: participants[0].users[1]: no user "nobody"; ' +
        'participants[0].coordinators[0]: no user "noone"; participants[1].groups[0]: no group "nowhere"',
      code: 'BAD_USER_INPUT',
      faults: [
        { path: 'participants[0].users[1]', message: 'no user "nobody"' },
        { path: 'participants[0].coordinators[0]', message: 'no user "noone"' },
        { path: 'participants[1].groups[0]', message: 'no group "nowhere"' },
      ],
    });
    expect(await statesOf('Strangers')).toEqual([]);
  });

  it('takes two deployments of one name at once one after the other', async () => {
    const versions = Array.from({ length: 8 }, (_, n) => deploy(definition('Raced', { version: n + 1 })));
    const answers = await Promise.all(versions);
    expect(answers.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await statesOf('Raced')).filter((state) => state.endsWith('ACTIVE'))).toHaveLength(1);
  });

  it('takes the same document sent many times at once as one', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => deploy(definition('Same'))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('replaces nothing under a request that is created at the same time', async () => {
    await deploy(definition('Contended'));
    const [deployed, number] = await Promise.all([
      deploy(definition('Contended', { description: 'New' })),
      addRequest(server, 'Contended'),
    ]);
    const { data } = await server.graphql('query ($number: Int) { request(number: $number) { actions { nodes { status } } } }', { number });
    expect(['ACTIVE', undefined]).toContain(deployed.state);
    expect(data.request.actions.nodes).toEqual([{ status: 'NOT_STARTED' }]);
  });
});

describe('deployProcess by a process manager', () => {
  it('works in folders that they manage', async () => {
    expect(await deploy(definition('His', { folder: 'Mine' }), 'ACTIVE', manager)).toMatchObject({ name: 'His', folder: { name: 'Mine' } });
  });

  it('moves a version between folders that they manage', async () => {
    await deploy(definition('Moved', { folder: 'Mine' }), 'ACTIVE', manager);
    expect(await deploy(definition('Moved', { folder: 'Mine too' }), 'ACTIVE', manager)).toMatchObject({ folder: { name: 'Mine too' } });
  });

  it.each([
    ['to the folder of others', 'Theirs'],
    ['to a folder that does not exist yet', 'Not there'],
  ])('is refused %s', async (_, folder) => {
    expect(await deploy(definition('Intruder', { folder }), 'ACTIVE', manager)).toEqual({
      message: `manager may not deploy to the folder ${folder}`,
      code: 'FORBIDDEN',
    });
  });

  it('is refused for a process of others, in the same version and in another', async () => {
    await deploy(definition('Guarded', { folder: 'Theirs' }));
    const answers = [1, 2].map((version) => deploy(definition('Guarded', { folder: 'Mine', version }), 'ACTIVE', manager));
    const refused = {
      message: 'The name Guarded belongs to a process in a folder that manager does not manage: choose another name',
      code: 'FORBIDDEN',
    };
    expect([...(await Promise.all(answers)), await statesOf('Guarded')]).toEqual([refused, refused, ['1 ACTIVE']]);
  });

  it('gives users without folders the same answer for invisible and for missing processes', async () => {
    await deploy(definition('Unseen', { folder: 'Theirs', participants: [{ name: 'Workers', role: 'ACTOR', users: ['manager'] }] }));
    const answers = ['Unseen', 'Not there'].map((name) => deploy(definition(name, { folder: 'Mine' }), 'ACTIVE', worker));
    const refused = { message: 'worker does not manage any folder to deploy to: ask an administrator to change that', code: 'FORBIDDEN' };
    expect(await Promise.all(answers)).toEqual([refused, refused]);
  });

  it('is refused to who manages nothing before anything is read (S1, S9)', async () => {
    const pattern = `{{ $contains("x", /${'a{1,500}b{1,500}'.repeat(60)}/) }}`;
    const heavy = definition('Heavy', { output: Array.from({ length: 30 }, () => pattern) });
    for (const given of [heavy, '{'.repeat(20_000), 'a: [', 1])
      expect(await deploy(given, 'ACTIVE', worker)).toMatchObject({
        message: expect.stringContaining('worker does not manage any folder to deploy to: ask an administrator to change that'),
      });
  });

  it('refuses patterns that are too large together, and expressions that nest too deeply, quickly', async () => {
    const large = (times: number, pattern: string) =>
      definition('Large', { output: Array.from({ length: times }, () => `{{ $contains("x", /${pattern}/) }}`) });
    const before = process.cpuUsage();
    expect(await deploy(large(1, 'a{1,500}b{1,500}'.repeat(60)))).toMatchObject({
      message: expect.stringContaining('it has more than 10000 steps'),
    });
    expect(await deploy(large(30, '[a-z]{1,900}'))).toMatchObject({ message: expect.stringContaining('more than 20000 steps') });
    for (const deep of ['('.repeat(4_900), '-'.repeat(9_000), '[{"a":'.repeat(1_000)])
      expect(await deploy(definition('Deep', { output: `{{ ${deep}1 }}` }))).toMatchObject({ code: 'BAD_USER_INPUT' });
    // Compiling the first alone would take a second.
    expect(process.cpuUsage(before).user).toBeLessThan(10_000_000);
  });

  it('checks a long definition on another thread', async () => {
    const data = Array.from({ length: 900 }, (_, at) => ({ name: `DATA_${at}`, type: 'TEXT', description: 'x'.repeat(100) }));
    expect(await deploy(JSON.stringify(definition('Long', { data })))).toMatchObject({ name: 'Long' });
    const broken = definition('Long', { data: [...data, { name: 'BROKEN', type: 'NONE' }] });
    expect(await deploy(broken)).toMatchObject({ message: expect.stringContaining('data[900].type') });
  });

  it('refuses one that is too long, as a text or as JSON, once the rights were asked for', async () => {
    const long = definition('Long', { description: 'x'.repeat(3_000_000) });
    for (const given of [JSON.stringify(long), long]) {
      expect(await deploy(given)).toMatchObject({ message: expect.stringContaining('more than 1000000'), code: 'BAD_USER_INPUT' });
      expect(await deploy(given, 'ACTIVE', worker)).toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('is refused to everybody else', async () => {
    expect(await deploy(definition('Intruder', { folder: 'Mine' }), 'ACTIVE', worker)).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('setProcessState', () => {
  async function setState(input: object, user?: typeof manager) {
    const { data, errors } = await server.graphql(
      'mutation ($input: SetProcessStateInput!) { setProcessState(input: $input) { process { name version state } } }',
      { input },
      user,
    );
    return errors ? { message: errors[0].message, ...errors[0].extensions, reason: undefined } : data.setProcessState.process;
  }

  beforeAll(async () => {
    for (const version of [1, 2, 3, 4]) await deploy(definition('Stated', { version, folder: 'Mine' }), 'UNDER_CONSTRUCTION');
    await addProcess(server, 'Hidden', { participants: [], activities: [{ name: 'DO', type: 'END' }], folder: 'Theirs' });
  });

  it('moves a version on, and archives the one whose state it takes', async () => {
    const moves = [
      { version: 1, state: 'TEST' },
      { version: 1, state: 'ACTIVE' },
      { version: 2, state: 'TEST' },
      { version: 3, state: 'TEST' },
      { version: 3, state: 'ACTIVE' },
    ];
    const states = [];
    for (const move of moves) {
      await setState({ name: 'Stated', ...move }, manager);
      states.push((await statesOf('Stated')).slice(0, 3));
    }
    expect(states).toEqual([
      ['1 TEST', '2 UNDER_CONSTRUCTION', '3 UNDER_CONSTRUCTION'],
      ['1 ACTIVE', '2 UNDER_CONSTRUCTION', '3 UNDER_CONSTRUCTION'],
      ['1 ACTIVE', '2 TEST', '3 UNDER_CONSTRUCTION'],
      ['1 ACTIVE', '2 ARCHIVED', '3 TEST'],
      ['1 ARCHIVED', '2 ARCHIVED', '3 ACTIVE'],
    ]);
  });

  it('leaves one active version when all are activated at once', async () => {
    const moves = [1, 2, 3, 4].flatMap((version) => ['ACTIVE', 'TEST'].map((state) => setState({ name: 'Stated', version, state })));
    expect((await Promise.all(moves)).filter(({ code }) => code)).toEqual([]);
    const states = (await statesOf('Stated')).map((state) => state.split(' ')[1]);
    expect([states.filter((state) => state === 'ACTIVE').length <= 1, states.filter((state) => state === 'TEST').length <= 1]).toEqual([
      true,
      true,
    ]);
  });

  it.each(['ACTIVE', 'TEST'] as const)('leaves it to the database that only one version is %s', async (state) => {
    await setState({ name: 'Stated', version: 1, state });
    await expect(server.db.pool.query(`UPDATE process SET state = '${state}' WHERE name = 'Stated'`)).rejects.toMatchObject({
      code: '23505',
    });
  });

  it.each([
    ['no reference', { name: 'Stated' }, { code: 'BAD_USER_INPUT', message: 'A process ID, or a name and a version, is required' }],
    [
      'an unknown version',
      { name: 'Stated', version: 9 },
      { code: 'NOT_FOUND', message: 'Process "Stated" does not exist or has no version 9' },
    ],
    [
      'an unknown ID',
      { id: 'UHJvY2Vzczo5OTk5' },
      { code: 'NOT_FOUND', message: 'Process "UHJvY2Vzczo5OTk5" does not exist or is not visible to you' },
    ],
    [
      'an ID of another type',
      { id: 'VXNlcjox' },
      { code: 'BAD_USER_INPUT', argument: 'id', message: 'id: "VXNlcjox" is not a valid ID for Process' },
    ],
  ])('refuses %s', async (_, reference, expected) => {
    expect(await setState({ ...reference, state: 'ACTIVE' })).toEqual(expected);
  });

  it('refuses an ID and a name that mean two', async () => {
    const { id } = await deploy(definition('Fresh', { folder: 'Brand new' }));
    expect(await setState({ id, name: 'Stated', state: 'ACTIVE' })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('is FORBIDDEN to those who see the process, NOT_FOUND to others', async () => {
    const answers = [
      await setState({ name: 'Stated', version: 1, state: 'ACTIVE' }, worker),
      await setState({ name: 'Hidden', version: 1, state: 'TEST' }, worker),
    ];
    expect(answers).toEqual([
      { code: 'FORBIDDEN', message: 'worker does not manage process Stated in the folder Mine' },
      { code: 'NOT_FOUND', message: 'Process "Hidden" does not exist or has no version 1' },
    ]);
  });
});

describe('updateFolder', () => {
  const update = async (input: object, user?: typeof manager) => {
    const { data, errors } = await server.graphql(
      'mutation ($input: UpdateFolderInput!) { updateFolder(input: $input) { folder { name } } }',
      { input },
      user,
    );
    return errors ? errors[0].extensions.code : data.updateFolder.folder;
  };

  it('is for administrators', async () => {
    expect([await update({ name: 'Mine' }, manager), await update({ name: 'Mine' })]).toEqual(['FORBIDDEN', { name: 'Mine' }]);
  });

  it.each([
    ['an unknown user', { managerUserNames: ['nobody'] }],
    ['an unknown group', { managerGroupNames: ['nowhere'] }],
    ['an empty name', { name: '' }],
  ])('refuses %s', async (_, input) => {
    expect(await update({ name: 'Made up', ...input })).toBe('BAD_USER_INPUT');
  });

  it('takes the rights of managers away at once', async () => {
    await updateFolder('Given and taken', ['manager']);
    const before = await deploy(definition('Given', { folder: 'Given and taken' }), 'ACTIVE', manager);
    await updateFolder('Given and taken', []);
    const after = await deploy(definition('Given', { folder: 'Given and taken', version: 2 }), 'ACTIVE', manager);
    expect([before.state, after.code]).toEqual(['ACTIVE', 'FORBIDDEN']);
  });
});
