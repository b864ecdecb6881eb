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

/** Resolves to what a dry run answers, and whether the real run reports the same. */
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
    ['a folder that is not there', { folder: 'Typo' }, [['folder', 'the folder "Typo" does not exist yet: deploying creates it']]],
    [
      'a process that nobody can start',
      { participants: [{ name: 'All', role: 'ACTOR', everyone: true }] },
      [['participants', 'nobody can start it: no participant has the role REQUESTER']],
    ],
    [
      'requesters who cannot start it',
      { subprocess: {} },
      [['subprocess', 'createRequest cannot start it: set "enabled": true and "access": "PUBLIC"']],
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
        ['participants[1]', '"Idle" is not used by any activity'],
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
      [['data[1]', 'the process neither reads nor sets "FORGOTTEN"']],
    ],
    ['nothing where all is well', {}, []],
  ])('warns of %s', async (_, more, expected) => {
    await addProcess(server, 'There', {});
    const { report } = await deploy({ definition: definition('Warned', more), dryRun: true });
    expect(report.warnings).toEqual(expected.map(([path, message]) => ({ path, message })));
  });
});

describe('a cycle of SUBPROCESS activities', () => {
  const starts = (process: string, more: object = {}) => ({ name: `SUB_${process}`, type: 'SUBPROCESS', process, ...more });
  const starting = (name: string, ...activities: { name: string }[]) =>
    definition(name, { activities, start: activities.map((activity) => activity.name) });
  const ends = 'only a condition, MAX_DESCENDANTS or the limit of 20 levels can end this cycle';
  const warningsOf = (deployed: { report: { warnings: { path: string; message: string }[] } }) =>
    deployed.report.warnings.filter(({ path }) => path !== 'folder').map(({ path, message }) => [path, message]);

  it('is a warning of the dry run and of the deployment that closes it', async () => {
    const answers = [
      await deploy({ definition: starting('LOOP_A', starts('LOOP_B')) }),
      await deploy({ definition: starting('LOOP_B', starts('LOOP_D'), starts('LOOP_C', { wait: false })) }),
      await deploy({ definition: starting('LOOP_C', starts('LOOP_A')), dryRun: true }),
      await deploy({ definition: starting('LOOP_C', starts('LOOP_A')) }),
      await deploy({ definition: starting('LOOP_D', starts('LOOP_D'), starts('LOOP_A')) }),
    ];
    const ofC = ['activities[0].process', `"LOOP_C" starts "LOOP_A", which starts "LOOP_B", which starts "LOOP_C": ${ends}`];
    expect(answers.map(warningsOf)).toEqual([
      [],
      [],
      [ofC],
      [ofC],
      [
        ['activities[0].process', `"LOOP_D" starts "LOOP_D": ${ends}`],
        ['activities[1].process', `"LOOP_D" starts "LOOP_A", which starts "LOOP_B", which starts "LOOP_D": ${ends}`],
      ],
    ]);
  });

  it('is a warning of the change of state that closes it', async () => {
    await deploy({ definition: starting('STATE_A', starts('STATE_B')) });
    await deploy({ definition: starting('STATE_B', starts('SIMPLE')) });
    await deploy({ definition: { ...starting('STATE_B', starts('STATE_A')), version: 2 }, state: 'UNDER_CONSTRUCTION' });
    const move = async (state: string, version = 2) => {
      const input = { name: 'STATE_B', version, state };
      const query =
        'mutation ($input: SetProcessStateInput!) { setProcessState(input: $input) { process { state } warnings { path message } } }';
      const { process, warnings } = (await server.graphql(query, { input })).data.setProcessState;
      return [process.state, (warnings as { path: string; message: string }[]).map(({ path, message }) => [path, message])];
    };
    const warning = ['activities[0].process', `"STATE_B" starts "STATE_A", which starts "STATE_B": ${ends}`];
    const moves = [await move('TEST'), await move('ACTIVE'), await move('ACTIVE'), await move('ARCHIVED'), await move('ACTIVE', 1)];
    expect(moves).toEqual([
      ['TEST', [warning]],
      ['ACTIVE', [warning]],
      ['ACTIVE', []],
      ['ARCHIVED', []],
      ['ACTIVE', []],
    ]);
  });

  it('is looked for in the versions that are started: the ACTIVE and TEST ones, or the one that is named', async () => {
    await deploy({ definition: starting('BACK', starts('FORTH')) });
    await deploy({ definition: { ...starting('BACK', starts('ELSEWHERE')), version: 2 } });
    const asIs = await deploy({ definition: starting('FORTH', starts('BACK')), dryRun: true });
    await deploy({ definition: { ...starting('BACK', starts('FORTH')), version: 3 }, state: 'TEST' });
    const inTest = await deploy({ definition: starting('FORTH', starts('BACK')), dryRun: true });
    const named = await deploy({
      definition: starting('FORTH', starts('BACK', { version: 2 }), starts('FORTH', { version: 2 })),
      dryRun: true,
    });
    const warning = ['activities[0].process', `"FORTH" starts "BACK", which starts "FORTH": ${ends}`];
    expect([asIs, inTest, named].map(warningsOf)).toEqual([[], [warning], []]);
  });

  it('does not name processes of folders that the user does not manage', async () => {
    const eva = await addUser(server, 'eva', { groupNames: ['empty'] });
    await deploy({ definition: { ...starting('MINE', starts('FIRST')), folder: 'Hers' } });
    await server.graphql('mutation { updateFolder(input: { name: "Hers", managerGroupNames: ["empty"] }) { folder { id } } }');
    await deploy({ definition: starting('FIRST', starts('HIDDEN')) });
    await deploy({ definition: starting('HIDDEN', starts('MINE')) });
    const answer = await deploy({ definition: { ...starting('MINE', starts('FIRST')), folder: 'Hers' }, dryRun: true }, eva);
    expect(warningsOf(answer)).toEqual([
      ['activities[0].process', `"MINE" starts "FIRST", which starts another process, which starts "MINE": ${ends}`],
    ]);
  });

  it('is found in a moment among many processes that all start one another, and not looked for without end', async () => {
    const names = Array.from({ length: 100 }, (_, n) => `NET_${n}`);
    const chain = Array.from({ length: 210 }, (_, n) => `CHAIN_${n}`);
    await deploy({ definition: starting('PATTERN', starts('NOBODY')) });
    const rows = [
      ...names.map((name) => ({ name, definition: starting(name, ...names.map((other) => starts(other))) })),
      ...chain.map((name, n) => ({ name, definition: starting(name, starts(chain[n + 1] ?? 'CLOSED')) })),
    ];
    await server.db.pool.query(
      `WITH rows AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS row(name text, definition jsonb)),
        names AS (INSERT INTO process_name (name) SELECT name FROM rows)
      INSERT INTO process (name, version, state, folder_id, definition, definition_hash)
      SELECT rows.name, 1, 'ACTIVE', p.folder_id, rows.definition, 'none' FROM rows JOIN process p ON p.name = 'PATTERN'`,
      [JSON.stringify(rows)],
    );
    const answers = [
      await deploy({ definition: { ...starting('NET_0', starts('NET_1')), version: 2 }, dryRun: true }),
      await deploy({ definition: starting('CLOSED', starts('CHAIN_180')), dryRun: true }),
      await deploy({ definition: starting('CLOSED', starts('CHAIN_0')), dryRun: true }),
    ];
    const names20 = chain.slice(180, 200).map((name) => `"${name}"`);
    expect(answers.map(warningsOf)).toEqual([
      [['activities[0].process', `"NET_0" starts "NET_1", which starts "NET_0": ${ends}`]],
      [['activities[0].process', `"CLOSED" starts ${[...names20, '…', '"CLOSED"'].join(', which starts ')}: ${ends}`]],
      [],
    ]);
  });
});

describe('Process.definition', () => {
  it('has its fields in the order of the document, whatever it was deployed as', async () => {
    const text = `start: DO
participants: [{ role: REQUESTER, name: All, everyone: true }]
name: Ordered
output: { zz: 1, a: { long: 1, b: 2 } }
activities:
  - { type: SET, set: { LONGER: 1, B: { y: 1, x: 2 } }, name: DO }
data: [{ type: JSON, name: LONGER }, { type: JSON, name: B }]`;
    await deploy({ definition: text });
    const { data } = await server.graphql('{ process(name: "Ordered") { definition } }');
    const { definition: found } = data.process;
    const orders = [
      found,
      found.output,
      found.output.a,
      found.activities[0],
      found.activities[0].set,
      found.activities[0].set.B,
      found.data[0],
    ];
    expect(orders.map((fields) => Object.keys(fields).join(' '))).toEqual([
      expect.stringMatching(/^start participants name output activities data /),
      'zz a',
      'long b',
      'type set name join',
      'LONGER B',
      'y x',
      'type name',
    ]);
  });

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
