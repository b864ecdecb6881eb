import {
  buildSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { typeDefs } from '../../src/graphql/createSchema';
import { createRequest } from '../../src/modules/request/createRequest';
import { countStatements } from '../kit/countStatements';
import { addHook, addProcess } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

const rows = 30;
const query = buildSchema(typeDefs).getQueryType()!;
const isList = ({ type }: { type: unknown }) => String(type).endsWith('Connection!');
const lists = Object.values(query.getFields()).filter(isList);

/** A selection of every field of a type that needs no argument, and of what is in its objects, so many levels deep. */
function everythingOf(type: GraphQLObjectType, levels: number): string {
  const fields = Object.values(type.getFields()).filter((field) => !field.args.some(isRequiredArgument));
  return fields.flatMap((field) => selectionOf(field, levels)).join(' ');
}

function selectionOf(field: GraphQLField<unknown, unknown>, levels: number): string[] {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return [field.name];
  if (levels === 0) return [];
  if (isUnionType(type) || isInterfaceType(type)) return [`${field.name} { __typename }`];
  if (!isObjectType(type)) return [];
  if (!isList(field)) return [`${field.name} { ${everythingOf(type, levels - 1) || '__typename'} }`];
  const node = getNamedType(type.getFields()['nodes']!.type) as GraphQLObjectType;
  return [`${field.name}(first: 1) { totalCount nodes { ${everythingOf(node, levels - 1)} } }`];
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    graphqlMaxCost: 10_000_000,
    graphqlMaxTokens: 100_000,
    graphqlMaxNodes: 1_000_000,
    graphqlMaxDepth: 30,
    // What is counted here does not depend on how busy the machine is.
    requestTimeoutMs: 600_000,
    statementTimeoutMs: 600_000,
  });
  const { prisma } = server.db;
  await prisma.user.createMany({ data: Array.from({ length: rows }, (_, n) => ({ userName: `user${n}` })) });
  await prisma.group.createMany({ data: Array.from({ length: rows }, (_, n) => ({ name: `group${n}` })) });
  // Each row refers to others than its neighbors do: what is loaded one by one shows.
  for (let n = 0; n < rows; n += 1) {
    const form = { fields: [{ data: 'TEXT' }] };
    await addProcess(server, `P${n}`, { folder: `F${n}`, activities: [{ name: 'DO', type: 'USER', participant: 'Workers', form }] });
    await addHook(server, `user${n}`);
    const { number } = await createRequest.run(await server.contextOf(`user${n}`), { processName: `P${n}` });
    const callback = await prisma.callback.create({
      data: { url: 'https://crm.example', events: ['request.failed'], processName: `P${n}`, secret: new Uint8Array() },
    });
    const told = { callbackId: callback.id, event: 'request.failed', webhookId: `${n}`, at: new Date(), body: '' };
    await prisma.callbackAttempt.create({ data: { ...told, requestId: number } });
    await server.hook('assignAction', { requestNumber: number, number: 1, assigneeUserName: `user${(n + 1) % rows}` });
  }
});
afterAll(() => server.stop());

describe('the SQL statements of a query for everything', () => {
  it.each(lists.map((field): [string, GraphQLField<unknown, unknown>] => [field.name, field]))(
    'of %s do not depend on how many rows there are',
    async (name, field) => {
      const node = getNamedType((getNamedType(field.type) as GraphQLObjectType).getFields()['nodes']!.type) as GraphQLObjectType;
      const everything = `query ($first: Int) { ${name}(first: $first) { totalCount nodes { ${everythingOf(node, 3)} } } }`;
      const ask = async (first: number) => {
        const { data, errors } = await server.graphql(everything, { first });
        if (errors) throw new Error(JSON.stringify(errors[0]));
        return data;
      };
      // Warm: definitions are compiled once a process.
      await ask(rows);
      const one = await countStatements(server.db, () => ask(1));
      const many = await countStatements(server.db, () => ask(rows));
      const times = (sent: string[], text: string) => sent.filter((other) => other === text).length;
      // Not the very same number: fields of one level may ask in two turns of the event loop. What is loaded one by one is sent once a row.
      const grown = [...new Set(many)].filter((text) => times(many, text) - times(one, text) >= rows / 3);
      expect(grown).toEqual([]);
    },
  );

  it.each(['users', 'requests'])('of a search for %s do not depend on how many it finds', async (name) => {
    const connection = getNamedType((getNamedType(query.getFields()['search']!.type) as GraphQLObjectType).getFields()[name]!.type);
    const node = getNamedType((connection as GraphQLObjectType).getFields()['nodes']!.type) as GraphQLObjectType;
    const everything = `query ($first: Int, $term: String!) { search(term: $term) { ${name}(first: $first) { totalCount nodes { ${everythingOf(node, 2)} } } } }`;
    const ask = async (first: number) => {
      const { data, errors } = await server.graphql(everything, { first, term: name === 'users' ? 'user' : 'P1' });
      if (errors) throw new Error(JSON.stringify(errors[0]));
      return data.search[name].nodes.length as number;
    };
    // The processes P1 and P10 to P19 have a request each.
    const found = await ask(rows);
    const one = await countStatements(server.db, () => ask(1));
    const many = await countStatements(server.db, () => ask(rows));
    const times = (sent: string[], text: string) => sent.filter((other) => other === text).length;
    expect([found >= 11, [...new Set(many)].filter((text) => times(many, text) - times(one, text) >= found / 3)]).toEqual([true, []]);
  });
});
