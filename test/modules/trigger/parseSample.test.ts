import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** The variables in a sample, as `part path = value`, or the code and message of a refusal. */
async function parse(sample: object): Promise<string[]> {
  const query = 'query ($url: String, $body: JSON) { parseSample(url: $url, body: $body) { part path alias value } }';
  const { data, errors } = await server.graphql(query, sample);
  if (errors) return [`${errors[0].extensions.code}: ${errors[0].message}`];
  const variables = data.parseSample as { part: string; path: string; alias: string; value: unknown }[];
  return variables.map(({ part, path, alias, value }) => `${part} ${path} (${alias}) = ${JSON.stringify(value)}`);
}

describe('parseSample', () => {
  const nested = ['QUERY query (query_2) = [{"a":"1"}]', 'QUERY query[0] (query_0) = {"a":"1"}', 'QUERY query[0].a (query_0_a) = "1"'];
  it.each([
    ['a whole URL', { url: 'http://localhost:13000/api/webhook:trigger/1hfmkioou0d?query=1' }, ['QUERY query (query_2) = "1"']],
    ['a URL whose query nests, with a fragment', { url: 'https://a.example/b?query[0].a=1#c?d=e' }, nested],
    ['a query string', { url: '?query[0].a=1' }, nested],
    ['a query string without its ?', { url: 'query%5B0%5D.a=1' }, nested],
    ['a URL without a query string', { url: 'https://a.example/b' }, []],
    ['a body', { body: { a: 1, b: { c: 2 } } }, ['BODY a (a) = 1', 'BODY b (b) = {"c":2}', 'BODY b.c (b_c) = 2']],
    ['a body that is a text', { body: '{"a": 1}' }, ['BODY a (a) = 1']],
    ['a body that is a list', { body: [{ 'x-id': null }] }, ['BODY [0] (0) = {"x-id":null}', 'BODY [0].x-id (0_x-id) = null']],
    [
      'odd names',
      { body: { 'a.b': 1, '': 2, 'c d': 3, body: 4 } },
      ['BODY ["a.b"] (a_b) = 1', 'BODY [""] (value) = 2', 'BODY c d (c_d) = 3', 'BODY body (body_2) = 4'],
    ],
    ['both, with names in both', { url: 'a=1', body: { a: 2 } }, ['QUERY a (a) = "1"', 'BODY a (a_2) = 2']],
    ['nothing', {}, []],
    ['a body that is a number', { body: 5 }, []],
    ['a body that is no JSON', { body: '{' }, [expect.stringMatching(/^BAD_USER_INPUT: body: not JSON/)]],
    ['more than 1,000 values', { body: Array(1001).fill(0) }, ['BAD_USER_INPUT: body: more than 1000 values']],
    ['a query string with too much in it', { url: 'a[5000]=1' }, [expect.stringMatching(/^BAD_USER_INPUT: query: /)]],
  ])('finds what is in %s', async (_, sample, expected) => {
    expect(await parse(sample)).toEqual(expected);
  });
});
