import { addProcess, addRequest, addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('Action.form', () => {
  it('gives what it takes to draw it: fields in order, their rules, and what the data holds now', async () => {
    await addProcess(server, 'Form', {
      activities: [
        {
          name: 'DO',
          type: 'USER',
          participant: 'Workers',
          form: {
            fields: [
              { data: 'NUMERIC', label: 'Amount', description: 'In euros', required: true, minimum: 1, maximum: 9 },
              { data: 'TEXT', options: ['a', 'b'], pattern: '[ab]' },
            ],
          },
          parameters: [{ data: 'TEXT', direction: 'INOUT' }],
        },
      ],
    });
    const number = await addRequest(server, 'Form', { parameters: [{ name: 'NUMERIC', numericValue: 4 }] });
    const query = `{ action(requestNumber: ${number}, number: 1) { activity { parameters { name direction } }
      form { fields { name label description type required options pattern minimum maximum value { numericValue textValue } } } } }`;
    expect((await server.graphql(query)).data.action).toEqual({
      activity: { parameters: [{ name: 'TEXT', direction: 'INOUT' }] },
      form: {
        fields: [
          {
            name: 'NUMERIC',
            label: 'Amount',
            description: 'In euros',
            type: 'NUMERIC',
            required: true,
            options: null,
            pattern: null,
            minimum: 1,
            maximum: 9,
            value: { numericValue: 4, textValue: null },
          },
          {
            name: 'TEXT',
            label: null,
            description: null,
            type: 'TEXT',
            required: false,
            options: ['a', 'b'],
            pattern: '[ab]',
            minimum: null,
            maximum: null,
            value: { numericValue: null, textValue: null },
          },
        ],
      },
    });
  });

  it('is null where the activity has none', async () => {
    await addProcess(server, 'No form');
    const number = await addRequest(server, 'No form');
    expect((await server.graphql(`{ action(requestNumber: ${number}, number: 1) { form { fields { name } } } }`)).data).toEqual({
      action: { form: null },
    });
  });
});

describe('Action.candidates', () => {
  const candidatesOf = async (workers: object) => {
    const name = `Candidates ${Math.random()}`.replace('.', '');
    await addProcess(server, name, {
      participants: [
        { name: 'Requesters', role: 'REQUESTER', everyone: true },
        { name: 'Workers', role: 'ACTOR', ...workers },
      ],
    });
    const number = await addRequest(server, name);
    const query = `{ action(requestNumber: ${number}, number: 1) { candidates { totalCount nodes { userName } } } }`;
    const { totalCount, nodes } = (await server.graphql(query)).data.action.candidates as {
      totalCount: number;
      nodes: { userName: string }[];
    };
    return [totalCount, ...nodes.map(({ userName }) => userName)];
  };
  beforeAll(async () => {
    await server.db.prisma.group.create({ data: { name: 'team' } });
    for (const userName of ['anna', 'bert', 'cora']) await addUser(server, userName, { groupNames: userName === 'anna' ? [] : ['team'] });
    await server.db.prisma.user.update({ where: { userName: 'cora' }, data: { status: 'INACTIVE' } });
  });

  it.each<[string, object, unknown[]]>([
    ['users and groups, each once', { users: ['bert', 'anna'], groups: ['team'] }, [2, 'bert', 'anna']],
    ['everybody', { everyone: true, users: ['anna'] }, [3, 'bert', 'anna', 'admin']],
    ['a coordinator, who is no member', { coordinators: ['anna'] }, [0]],
  ])('are the active members of %s', async (_, workers, expected) => {
    expect(await candidatesOf(workers)).toEqual(expected);
  });
});
