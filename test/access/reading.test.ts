import { buildSchema, isObjectType } from 'graphql';
import { typeDefs } from '../../src/graphql/createSchema';
import { password } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { addThings, readers, readingMatrix, type Reader, type Sight } from './reading';

let server: TestServer;
let sights: Map<Reader, Record<string, Sight>>;
beforeAll(async () => {
  server = await startTestServer({
    trustProxy: ['127.0.0.1'],
    graphqlMaxAliases: 100,
    graphqlMaxCost: 1_000_000,
    graphqlMaxTokens: 10_000,
  });
  const queries = await addThings(server);
  const fields = readingMatrix.map(({ element, of }, n) => `row${n}: ${queries[`${element} of ${of}`] ?? queries[element]}`);
  sights = new Map(await Promise.all(readers.map(async (reader, n) => [reader, await sightsOf(reader, n, fields)] as const)));
  // It makes one of everything, which takes long on a busy machine.
}, 120_000);
afterAll(() => server.stop());

/** Resolves to what that reader is given of each row. What they may not see is not an error: it is answered like what does not exist. */
async function sightsOf(reader: Reader, place: number, fields: string[]): Promise<Record<string, Sight>> {
  const credentials = reader !== 'anonymous' && { authorization: `Basic ${Buffer.from(`${reader}:${password}`).toString('base64')}` };
  const { status, body } = await server.post(
    '/graphql',
    { query: `{ ${fields.join(' ')} }` },
    { accept: 'application/json', 'x-forwarded-for': `10.0.0.${place}`, ...credentials },
  );
  if (body.errors && status !== 401) throw new Error(JSON.stringify(body.errors));
  const toSight = (value: unknown): Sight => (status === 401 ? 'SHUT_OUT' : hasSomething(value) ? 'SEEN' : 'NOTHING');
  return Object.fromEntries(fields.map((_, n) => [`row${n}`, toSight(body.data?.[`row${n}`])]));
}

/** Returns whether there is anything in it: a value at the end of its first fields, or a row of its list. */
function hasSomething(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== null;
  return hasSomething(Object.values(value)[0] ?? null);
}

describe('the matrix of reading', () => {
  it('has a row for each type with a global ID, each field of Query, and none for what there is not', () => {
    const schema = buildSchema(typeDefs);
    const types = Object.values(schema.getTypeMap()).filter(isObjectType);
    const nodes = types.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node')).map(({ name }) => name);
    const queries = Object.keys(schema.getQueryType()!.getFields()).filter((name) => name !== 'node' && name !== 'nodes');
    const others = types
      .filter(({ name }) => name !== 'Query')
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    const wanted = [...nodes, ...queries.map((name) => `Query.${name}`)];
    const rows = readingMatrix.map(({ element }) => element);
    expect([wanted.filter((element) => !rows.includes(element)), rows.filter((row) => ![...wanted, ...others].includes(row))]).toEqual([
      [],
      [],
    ]);
  });

  it.each(readingMatrix.map((rule, n) => ({ ...rule, row: `row${n}` })))('holds for $element: $of', ({ row, sights: expected }) => {
    expect(Object.fromEntries(readers.map((reader) => [reader, sights.get(reader)![row]]))).toEqual(expected);
  });
});
