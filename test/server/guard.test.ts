import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Bodies of a shape that nothing may walk, parse or print, and what is said of them. */
const shapes: [string, string, string][] = [
  ['objects within each other', `{"token":1,"x":${'{"a":'.repeat(1_950)}{"漢":1}${'}'.repeat(1_950)}}`, 'nests deeper than 200 levels'],
  ['lists that do not end', '['.repeat(1_000_000), 'nests deeper than 200 levels'],
  ['9,000,000 numbers', `[${'1,'.repeat(9_000_000)}1]`, 'has more than 200000 values'],
  [
    '100,000 fields',
    `{"operation":"cancelRequest","args":{"input":{${Array.from({ length: 100_000 }, (_, n) => `"x${n}":1`).join(',')}}}}`,
    'has an object with more than 10000 fields',
  ],
];

describe('every entry point', () => {
  it.each(shapes)('refuses a body of %s before it is parsed: a hook', async (_, body, excess) => {
    const { status, body: answer } = await server.post(`/hooks/${server.token}`, body);
    expect({ status, answer }).toEqual({
      status: 400,
      answer: { error: `The body ${excess}: send less in one call`, code: 'BAD_USER_INPUT' },
    });
  });
});
