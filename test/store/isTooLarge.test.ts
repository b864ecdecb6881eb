import { isTooLarge } from '../../src/store/connection/databaseTrouble';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const errorOf = (text: string, values: unknown[] = []) =>
  server.db.query({ name: '', text, values }).then(
    () => null,
    (error: unknown) => error,
  );

describe('isTooLarge', () => {
  it.each([
    ['a text beyond all texts', `SELECT repeat(repeat('x', 1000000), 2000)`],
    ['a name beyond an index', `INSERT INTO process_name (name) SELECT string_agg(md5(n::text), '') FROM generate_series(1, 2000) n`],
  ])('is true for %s', async (_, text) => {
    expect(isTooLarge(await errorOf(text))).toBe(true);
  });

  it.each([
    ['a value of another type', 'SELECT $1::int', ['x']],
    ['a name that is there', `INSERT INTO settings (id) VALUES (1)`, []],
  ])('is false for %s', async (_, text, values) => {
    expect(isTooLarge(await errorOf(text, values))).toBe(false);
  });

  it('is true for a text that Node.js cannot make', () => {
    let error: unknown;
    try {
      'x'.repeat(2 ** 29).padEnd(2 ** 30);
    } catch (thrown) {
      error = thrown;
    }
    expect(isTooLarge(error)).toBe(true);
  });
});
