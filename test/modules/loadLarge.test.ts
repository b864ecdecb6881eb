import { limits } from '../../src/limits';
import { countStatements } from '../kit/countStatements';
import { addProcess, addRequest } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

// Values of several megabytes take their time on a busy machine.
jest.setTimeout(120_000);

const most = limits.contentBytes.value;
const tooMuch = `The values and files in this answer would be larger than ${most} bytes together`;

let server: TestServer;
/** Requests with a large value in each, as versions without limits stored them; together more than one answer may have. */
let large: number[];
let small: number;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P', { data: ['LARGE', 'SMALL'].map((name) => ({ name, type: 'JSON' })) });
  small = await addRequest(server, 'P', { parameters: [{ name: 'SMALL', jsonValue: { of: 'the small one' } }] });
  large = [];
  for (let n = 0; n < 10; n += 1) large.push(await addRequest(server, 'P', { parameters: [{ name: 'SMALL', jsonValue: n }] }));
  await server.db.query({
    name: '',
    text: `UPDATE request SET data = data || jsonb_build_object('LARGE', repeat('x', $2)), runtime = to_jsonb(repeat('y', $2)), message = repeat('z', $2)
      WHERE id = ANY ($1)`,
    values: [large, most / 5],
  });
});
afterAll(() => server.stop());

/** The nodes of a list of the large requests, or the message of the refusal. */
async function list(fields: string) {
  const { data, errors } = await server.graphql(`{ requests(first: 10) { nodes { ${fields} } } }`);
  return errors ? (errors[0].message as string) : (data.requests.nodes as Record<string, unknown>[]);
}

describe('large values', () => {
  it('are not loaded for lists that do not ask for them', async () => {
    let nodes: unknown;
    const statements = await countStatements(server.db, async () => {
      nodes = await list('number status data { name type }');
    });
    expect(nodes).toHaveLength(10);
    expect(statements.filter((text) => /stored/.test(text) && !/definition/.test(text))).toEqual([]);
  });

  it('are refused before they are loaded, where they are more together than one answer may have', async () => {
    expect(await list('data { jsonValue }')).toMatch(tooMuch);
    expect(await list('runtime')).toMatch(tooMuch);
    expect(await list('a: data(names: "LARGE") { jsonValue } b: runtime')).toMatch(tooMuch);
  });

  it('do not hinder the small ones beside them, which are loaded by one statement', async () => {
    let nodes: unknown;
    const statements = await countStatements(server.db, async () => {
      nodes = await list('number data(names: ["SMALL"]) { name jsonValue }');
    });
    const expected = large.map((number, n) => ({ number, data: [{ name: 'SMALL', jsonValue: n }] }));
    expect(nodes).toEqual(expected.reverse());
    expect(statements.filter((text) => text.includes('r.data AS stored'))).toHaveLength(1);
  });

  it('are given one by one', async () => {
    const { data } = await server.graphql(`{ request(number: ${large[0]}) { data { name jsonValue } runtime message } }`);
    expect(data.request).toEqual({
      data: [
        { name: 'LARGE', jsonValue: 'x'.repeat(most / 5) },
        { name: 'SMALL', jsonValue: 0 },
      ],
      runtime: 'y'.repeat(most / 5),
      message: 'z'.repeat(limits.messageCharacters.value),
    });
  });

  it('are null where there is none', async () => {
    const { data } = await server.graphql(`{ request(number: ${small}) { data { name jsonValue textValue } runtime output } }`);
    expect(data.request).toMatchObject({
      data: [
        { name: 'LARGE', jsonValue: null, textValue: null },
        { name: 'SMALL', jsonValue: { of: 'the small one' } },
      ],
      runtime: null,
    });
  });

  it('of a request do not keep it from going on', async () => {
    expect((await server.hook('cancelRequest', { number: large[0] })).status).toBe(200);
  });

  it('of views and of the audit trail are loaded only where they are asked for', async () => {
    const add = (name: string) => `mutation { createView(input: {name: "${name}", requests: {}}) { view { id } } }`;
    for (let n = 0; n < 6; n += 1) await server.graphql(add(`View ${n}`));
    await server.db.query({
      name: '',
      text: `UPDATE view SET filter = jsonb_build_object('x', repeat('x', $1))`,
      values: [most / 5],
    });
    await server.db.query({
      name: '',
      text: `UPDATE audit_entry SET changes = jsonb_build_object('filter', jsonb_build_object('from', null, 'to', repeat('x', $1))) WHERE operation = 'createView'`,
      values: [most / 5],
    });
    const views = await server.graphql(
      '{ views { nodes { name } } auditEntries(filter: {operation: "createView"}) { nodes { operation } } }',
    );
    const filters = await server.graphql('{ views { nodes { filter } } }');
    const entries = await server.graphql('{ auditEntries(filter: {operation: "createView"}) { nodes { changes { to } } } }');
    const one = await server.graphql('{ views(first: 1) { nodes { filter } } }');
    expect([views.data.views.nodes.length, views.data.auditEntries.nodes.length]).toEqual([6, 6]);
    expect([filters.errors[0].message, entries.errors[0].message]).toEqual([
      expect.stringContaining(tooMuch),
      expect.stringContaining(tooMuch),
    ]);
    expect(one.data.views.nodes[0].filter.x).toHaveLength(most / 5);
  });
});

describe('what is too large to be stored', () => {
  const refused = (path: string, bytes: number) => expect.stringContaining(`${path}: must be at most ${bytes} bytes of JSON`);

  it('is refused as the filter of a view', async () => {
    const requests = { filter: { data: [{ name: 'X', textValue: 'x'.repeat(limits.viewFilterBytes.value) }] } };
    const { errors } = await server.graphql('mutation ($input: CreateViewInput!) { createView(input: $input) { view { id } } }', {
      input: { name: 'Large', requests },
    });
    expect(errors[0].message).toEqual(refused('requests.filter', limits.viewFilterBytes.value));
  });

  it('is refused as parameters', async () => {
    const input = { workflowDefinitionId: 'P', parameters: { SMALL: 'x'.repeat(limits.parametersBytes.value) } };
    const { errors } = await server.graphql(
      'mutation ($input: CreateParametersInput!) { createParameters(input: $input) { parametersId } }',
      {
        input,
      },
    );
    expect(errors[0].message).toEqual(refused('parameters', limits.parametersBytes.value));
  });
});
