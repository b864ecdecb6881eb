import { dumpDatabase } from '../../kit/dumpDatabase';
import { addProcess, addRequest, addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'stranger');
  await server.graphql('mutation { createGroup(input: { name: "empty" }) { group { id } } }');
  await server.graphql('mutation { setUserStatus(input: { userName: "stranger", status: INACTIVE }) { user { id } } }');
});
afterAll(() => server.stop());

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

/** The payload, or the message and code of the refusal. */
async function deploy(input: object, user?: { userName: string; password: string }) {
  const { data, errors } = await server.graphql(
    `mutation ($input: DeployProcessInput!) {
      deployProcess(input: $input) { process { version state } report { outcome archives warnings { path message } } }
    }`,
    { input },
    user,
  );
  return errors ? { message: errors[0].message, code: errors[0].extensions.code } : data.deployProcess;
}

/** What a dry run answers, and whether the real run reports the same. */
async function dryRun(input: object) {
  const before = await dumpDatabase(server.db);
  const answer = await deploy({ ...input, dryRun: true });
  expect(await dumpDatabase(server.db)).toEqual(before);
  const real = await deploy(input);
  expect(answer).toEqual('report' in real ? { process: null, report: real.report } : real);
  return 'report' in answer ? [answer.report.outcome, answer.report.archives] : answer.code;
}

describe('deployProcess as a dry run', () => {
  it('says what would happen, writes nothing, and is right', async () => {
    const first = definition('Steps');
    const answers = [];
    for (const input of [
      { definition: first },
      { definition: first },
      { definition: first, state: 'TEST' },
      { definition: { ...first, description: 'Better' } },
      { definition: { ...first, version: 2 } },
      { definition: { ...first, version: 3 }, state: 'UNDER_CONSTRUCTION' },
      { definition: { ...first, version: 3 } },
    ]) {
      answers.push(await dryRun(input));
    }
    expect(answers).toEqual([
      ['CREATED', null],
      ['UNCHANGED', null],
      ['STATE_CHANGED', null],
      ['REPLACED', null],
      ['CREATED', 1],
      ['CREATED', null],
      ['STATE_CHANGED', 2],
    ]);
  });

  it('refuses what would be refused: faults, people who are not there, versions in use, folders of others', async () => {
    await addProcess(server, 'Used', { participants: definition('').participants, activities: definition('').activities });
    await addRequest(server, 'Used');
    const answers = [
      await dryRun({ definition: definition('Faulty', { start: 'NOWHERE' }) }),
      await dryRun({ definition: definition('Faulty', { participants: [{ name: 'All', role: 'REQUESTER', users: ['nobody'] }] }) }),
      await dryRun({ definition: definition('Used') }),
    ];
    const eve = await addUser(server, 'eve');
    expect([...answers, (await deploy({ definition: definition('Hers'), dryRun: true }, eve)).code]).toEqual([
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'CONFLICT',
      'FORBIDDEN',
    ]);
  });

  it.each([
    ['a folder that is not there', { folder: 'Typo' }, [['folder', 'there is no folder "Typo" yet: it is made']]],
    [
      'a process that nobody can start',
      { participants: [{ name: 'All', role: 'ACTOR', everyone: true }] },
      [['participants', 'nobody can start it: no participant is a REQUESTER']],
    ],
    [
      'requesters who cannot start it',
      { subprocess: {} },
      [['subprocess', 'createRequest refuses to start it: that takes "enabled": true and "access": "PUBLIC"']],
    ],
    [
      'participants without members, or without anything to do',
      {
        participants: [
          { name: 'All', role: 'REQUESTER' },
          { name: 'Idle', role: 'ACTOR', everyone: true },
        ],
      },
      [
        ['participants[0]', '"All" has no members'],
        ['participants[1]', '"Idle" has nothing to do in any activity'],
      ],
    ],
    [
      'people who cannot log in',
      { participants: [{ name: 'All', role: 'REQUESTER', users: ['admin', 'stranger'], groups: ['empty'], coordinators: ['stranger'] }] },
      [
        ['participants[0].users[1]', '"stranger" is INACTIVE'],
        ['participants[0].coordinators[0]', '"stranger" is INACTIVE'],
        ['participants[0].groups[0]', '"empty" has no active members'],
      ],
    ],
    [
      'data that nothing uses',
      {
        data: [
          { name: 'USED', type: 'TEXT' },
          { name: 'FORGOTTEN', type: 'TEXT' },
        ],
        output: '{{data.USED}}',
      },
      [['data[1]', '"FORGOTTEN" is neither read nor set by the process itself']],
    ],
    ['nothing where all is well', {}, []],
  ])('warns of %s', async (_, more, expected) => {
    await addProcess(server, 'There', {});
    const { report } = await deploy({ definition: definition('Warned', more), dryRun: true });
    expect(report.warnings).toEqual(expected.map(([path, message]) => ({ path, message })));
  });
});

describe('Process.definition', () => {
  it('is an export: deployed again, it changes nothing', async () => {
    const document = definition('Exported', {
      data: [
        { name: 'B', type: 'JSON', default: { z: 1, a: [{ y: 1, b: null }] } },
        { name: 'LONGER', type: 'NUMERIC', default: 1.5 },
      ],
      activities: [
        { name: 'DO', type: 'USER', participant: 'All', form: { fields: [{ data: 'LONGER', required: true }] } },
        { name: 'SET', type: 'SET', set: { LONGER: '{{data.LONGER}}', B: { zz: 1, a: '{{data.B}}' } } },
      ],
      transitions: [{ from: 'DO', to: 'SET', when: 'data.LONGER > 1' }],
      output: { zz: 1, a: '{{data.LONGER}}' },
    });
    await deploy({ definition: document });
    await addRequest(server, 'Exported');
    const { data } = await server.graphql('{ process(name: "Exported") { definition } }');
    const again = await deploy({ definition: data.process.definition });
    expect([data.process.definition, again.report.outcome]).toEqual([expect.objectContaining({ name: 'Exported' }), 'UNCHANGED']);
  });
});
