import { buildSchema } from 'graphql';
import { typeDefs } from '../../src/graphql/createSchema';
import { addHook, addProcess, addRequest, addUser, password } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { addPeople } from './addPeople';
import { delegationMatrix, grants, type GrantKind } from './delegation';
import { participants, type Kind } from './matrix';

let server: TestServer;
let tokens: Record<Kind, string>;
const hooks = {} as Record<GrantKind, string>;
const userIds = new Map<string, number>();
beforeAll(async () => {
  server = await startTestServer();
  tokens = await addPeople(server);
  await addProcess(server, 'Elsewhere', { participants });
  for (const grant of grants) {
    await addUser(server, grant);
    hooks[grant] = await addHook(server, grant);
  }
  for (const { userName, id } of await server.db.prisma.user.findMany()) userIds.set(userName, id);
});
afterAll(() => server.stop());
afterEach(() => server.db.prisma.delegation.deleteMany());

const idOf = (userName: string) => userIds.get(userName)!;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

/** Gives each kind of grant of this delegator. */
async function addGrants(delegator: Kind): Promise<void> {
  const [participant = 'Workers'] = participants.filter(isOf(delegator)).map(({ name }) => name);
  const otherParticipant = participant === 'Requesters' ? 'Workers' : 'Requesters';
  const given: Partial<Record<GrantKind, object>> = {
    everything: { from: inDays(0), to: inDays(0) },
    process: { processName: 'Access' },
    participant: { processName: 'Access', participant },
    otherParticipant: { processName: 'Access', participant: otherParticipant },
    otherProcess: { processName: 'Elsewhere' },
    expired: { to: inDays(-1) },
    notYet: { from: inDays(1) },
    ofAnother: { delegatorId: idOf('stranger') },
  };
  await server.db.prisma.delegation.createMany({
    data: Object.entries(given).map(([grant, more]) => ({ delegatorId: idOf(delegator), delegateeId: idOf(grant), ...more })),
  });
}

const isOf = (kind: Kind) => (participant: object) => {
  const { users, coordinators } = { users: [], coordinators: [], ...participant } as { users: string[]; coordinators: string[] };
  return [...users, ...coordinators].includes(kind);
};

const numbers: Record<string, number> = { 'an assigned action': 1, 'an action nobody has': 2, 'an action to be given': 3 };

/** The input of the operation, on a request made for this call where it works on one. */
async function inputOf(operation: string, to: string): Promise<object> {
  if (operation === 'createRequest') return { processName: 'Access' };
  const requestNumber = await addRequest(server, 'Access', {}, tokens.requester);
  if (to !== 'a request nobody works on') await server.hook('assignAction', { requestNumber, number: 1, assigneeUserName: 'assignee' });
  if (operation === 'cancelRequest') return { number: requestNumber };
  if (operation === 'cancelRequestActionsByName') return { requestNumber, activityName: 'ASSIGNED' };
  return { requestNumber, number: numbers[to], ...(operation === 'assignAction' && { assigneeUserName: 'candidate' }) };
}

async function callByHook(operation: string, input: object, grant: GrantKind): Promise<string> {
  const { status, body } = await server.hook(operation, input, {}, hooks[grant]);
  return status === 200 ? 'OK' : body.code;
}

async function callByGraphql(operation: string, input: object, userName: GrantKind): Promise<string> {
  const type = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${operation}(input: $input) { onBehalfOfUserName } }`;
  const { data, errors } = await server.graphql(query, { input }, { userName, password });
  return data?.[operation] ? 'OK' : errors[0].extensions.code;
}

describe('the access matrix of delegation', () => {
  it('has a row for each operation that can be done on behalf of somebody', () => {
    const fields = Object.values(buildSchema(typeDefs).getMutationType()!.getFields());
    const delegable = fields.filter(({ args }) => /onBehalfOfUserName/.test(inputFields(args[0]!.type.toString())));
    // createFavorite has its own test: nothing about it depends on a request.
    expect([...new Set([...delegationMatrix.map(({ operation }) => operation), 'createFavorite'])].sort()).toEqual(
      [...new Set([...delegable.map(({ name }) => name), 'createFavorite'])].sort(),
    );
  });

  it.each(
    delegationMatrix.flatMap((rule) => [
      { by: 'hook', call: callByHook, ...rule },
      { by: 'GraphQL', call: callByGraphql, ...rule },
    ]),
  )('holds by $by: $operation of $to on behalf of $onBehalfOf', async ({ call, operation, to, onBehalfOf, outcomes }) => {
    await addGrants(onBehalfOf);
    const each = await Promise.all(
      grants.map(
        async (grant) =>
          [grant, await call(operation, { ...(await inputOf(operation, to)), onBehalfOfUserName: onBehalfOf }, grant)] as const,
      ),
    );
    expect(Object.fromEntries(each)).toEqual(outcomes);
  });

  it('gives nobody rights who does not name the delegator', async () => {
    await addGrants('assignee');
    const input = await inputOf('completeAction', 'an assigned action');
    expect(await Promise.all(grants.map((grant) => callByHook('completeAction', input, grant)))).toEqual([
      ...Array.from({ length: 3 }, () => 'FORBIDDEN'),
      ...Array.from({ length: 6 }, () => 'NOT_FOUND'),
    ]);
  });

  it('forbids what a grant does not reach to who sees it anyway', async () => {
    await server.db.prisma.delegation.createMany({
      data: ['supervisor', 'administrator'].map((delegatee) => ({
        delegatorId: idOf('assignee'),
        delegateeId: idOf(delegatee),
        processName: 'Elsewhere',
      })),
    });
    const input = { ...(await inputOf('completeAction', 'an assigned action')), onBehalfOfUserName: 'assignee' };
    const answers = [
      await server.hook('completeAction', input, {}, tokens.supervisor),
      await server.hook('completeAction', input, {}, tokens.administrator),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  it.each(['INACTIVE', 'ARCHIVED'] as const)('an %s delegator passes nothing on', async (status) => {
    await addGrants('candidate');
    const input = { ...(await inputOf('completeAction', 'an action nobody has')), onBehalfOfUserName: 'candidate' };
    await server.db.prisma.user.update({ where: { userName: 'candidate' }, data: { status } });
    const answer = await callByHook('completeAction', input, 'everything');
    await server.db.prisma.user.update({ where: { userName: 'candidate' }, data: { status: 'ACTIVE' } });
    expect(answer).toBe('FORBIDDEN');
  });

  it('is not passed on twice', async () => {
    await addGrants('assignee');
    await server.db.prisma.delegation.create({ data: { delegatorId: idOf('everything'), delegateeId: idOf('nothing') } });
    const input = await inputOf('completeAction', 'an assigned action');
    const answers = ['assignee', 'everything'].map((name) =>
      callByHook('completeAction', { ...input, onBehalfOfUserName: name }, 'nothing'),
    );
    expect(await Promise.all(answers)).toEqual(['FORBIDDEN', 'NOT_FOUND']);
  });
});

/** The names of the fields of that input in schema.graphql, as a text. */
function inputFields(type: string): string {
  const [, fields = ''] = new RegExp(`^input ${type.replace('!', '')} \\{(.*?)^\\}`, 'ms').exec(typeDefs) ?? [];
  return fields;
}
