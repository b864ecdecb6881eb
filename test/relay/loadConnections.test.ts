import { addProcess, addRequest } from '../kit/factories';
import { countStatements } from '../kit/countStatements';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let numbers: number[];
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P');
  numbers = [];
  for (let n = 0; n < 7; n += 1) numbers.push(await addRequest(server, 'P'));
  // What shares a moment is told apart by its number; some are closed, in another order than they were opened.
  await server.db.pool.query(`UPDATE request SET opened_at = '2026-01-01T00:00:00.000001Z' WHERE id = ANY ($1)`, [numbers.slice(0, 3)]);
  for (const number of [numbers[5], numbers[1], numbers[3]]) await server.hook('cancelRequest', { number });
});
afterAll(() => server.stop());

interface Page {
  nodes: { number: number }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  edges: { cursor: string }[];
}

async function page(args: object): Promise<Page> {
  const { data, errors } = await server.graphql(
    `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: RequestOrder) {
      requests(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
        nodes { number } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`,
    args,
  );
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data.requests;
}

/** All requests, page by page. */
async function walk(size: number, backward: boolean, orderBy?: object): Promise<number[]> {
  const found: number[] = [];
  let cursor: string | undefined;
  for (;;) {
    const { nodes, pageInfo } = await page(backward ? { last: size, before: cursor, orderBy } : { first: size, after: cursor, orderBy });
    const here = nodes.map(({ number }) => number);
    if (backward) found.unshift(...here);
    else found.push(...here);
    if (backward ? !pageInfo.hasPreviousPage : !pageInfo.hasNextPage) return found;
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
  }
}

describe('a connection', () => {
  const at = (...places: number[]) => places.map((place) => numbers[place]);
  const orders: [string, object | undefined, () => (number | undefined)[]][] = [
    ['newest first by default', undefined, () => at(6, 5, 4, 3, 2, 1, 0)],
    ['by number ascending', { field: 'NUMBER', direction: 'ASC' }, () => at(0, 1, 2, 3, 4, 5, 6)],
    ['by opening, with moments that are shared', { field: 'OPENED_AT', direction: 'ASC' }, () => at(0, 1, 2, 3, 4, 5, 6)],
    ['by opening, descending', { field: 'OPENED_AT' }, () => at(6, 5, 4, 3, 2, 1, 0)],
    ['by closing, open ones last', { field: 'CLOSED_AT', direction: 'ASC' }, () => at(5, 1, 3, 0, 2, 4, 6)],
    ['by closing, open ones first', { field: 'CLOSED_AT', direction: 'DESC' }, () => at(6, 4, 2, 0, 3, 1, 5)],
  ];
  it.each(orders)('is the same whole in pages of any size, from both ends: %s', async (_, orderBy, expected) => {
    const walks = [1, 2, 3, 7, 200].flatMap((size) => [walk(size, false, orderBy), walk(size, true, orderBy)]);
    expect(await Promise.all(walks)).toEqual(walks.map(expected));
  });

  it('neither repeats nor leaves out anything when something is inserted between two pages', async () => {
    const first = await page({ first: 3 });
    const inserted = await addRequest(server, 'P');
    const second = await page({ first: 3, after: first.pageInfo.endCursor });
    const back = await page({ last: 3, before: first.pageInfo.startCursor });
    await server.db.pool.query('DELETE FROM history WHERE request_id = $1', [inserted]);
    await server.db.pool.query('DELETE FROM action WHERE request_id = $1', [inserted]);
    await server.db.pool.query('DELETE FROM request_actor WHERE request_id = $1', [inserted]);
    await server.db.pool.query('DELETE FROM request WHERE id = $1', [inserted]);
    const seen = [first, second, back].map(({ nodes }) => nodes.map(({ number }) => number));
    expect(seen).toEqual([at(6, 5, 4), at(3, 2, 1), [inserted]]);
  });

  it('has a cursor at each edge, at which a page can begin', async () => {
    const { edges } = await page({});
    expect((await page({ first: 2, after: edges[2]?.cursor })).nodes).toEqual(at(3, 2).map((number) => ({ number })));
  });

  it('says at an empty end that there is nothing more', async () => {
    const all = await page({ first: 200 });
    expect(await page({ first: 5, after: all.pageInfo.endCursor })).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  const encode = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');
  it.each([
    [{ first: 0 }],
    [{ first: -1 }],
    [{ first: 201 }],
    [{ last: 0 }],
    [{ last: 201 }],
    [{ first: 1, last: 1 }],
    [{ first: 1, before: encode('requests NUMBER DESC', '1') }],
    [{ last: 1, after: encode('requests NUMBER DESC', '1') }],
    [{ after: encode('requests NUMBER DESC', '1'), before: encode('requests NUMBER DESC', '1') }],
    [{ after: 'no cursor' }],
    [{ after: '' }],
    [{ after: encode('requests NUMBER ASC', '1') }],
    [{ after: encode('Process.requests NUMBER DESC', '1') }],
    [{ after: encode('requests NUMBER DESC') }],
    [{ after: encode('requests NUMBER DESC', '1', '2') }],
    [{ after: encode('requests NUMBER DESC', 1) }],
    [{ after: encode('requests NUMBER DESC', 'x') }],
    [{ after: encode('requests NUMBER DESC', '99999999999') }],
    [{ after: encode('requests NUMBER DESC', '1\0') }],
    [{ after: encode('requests OPENED_AT DESC', '2026-13-45', '1'), orderBy: { field: 'OPENED_AT' } }],
  ])('refuses %j', async (args) => {
    await expect(page(args)).rejects.toThrow('BAD_USER_INPUT');
  });

  it('refuses the cursor of another list in the same order', async () => {
    const { data } = await server.graphql('{ groups { pageInfo { endCursor } } users { pageInfo { endCursor } } }');
    const { errors } = await server.graphql('query ($after: String) { groups(after: $after) { nodes { id } } }', {
      after: data.users.pageInfo.endCursor,
    });
    expect(errors[0].message).toMatch(/is not a cursor of this list in this order$/);
  });

  it('counts only when asked to, and then everything', async () => {
    const without = await countStatements(server.db, () => server.graphql('{ requests(first: 2) { nodes { id } } }'));
    let answer: unknown;
    const counting = await countStatements(server.db, async () => {
      answer = await server.graphql('{ requests(first: 2) { totalCount nodes { id } } }');
    });
    const counts = (statements: string[]) => statements.filter((text) => text.includes('count(*)')).length;
    expect([counts(without), counts(counting), answer]).toMatchObject([0, 1, { data: { requests: { totalCount: 7 } } }]);
  });
});
