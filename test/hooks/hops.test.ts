import { addHook, addProcess, addRequest } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

jest.setTimeout(60_000);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ role: 'all' });
  await server.db.prisma.settings.update({ where: { id: 1 }, data: { outboundAllowedHosts: [new URL(server.url).host] } });
});
afterAll(() => server.stop());

const rows = async (sql: string, ...values: unknown[]) => (await server.db.pool.query(sql, values)).rows;

describe('calls through hooks that lead to one another', () => {
  it.each([
    ['OPERATIONS', false, (name: string) => ({ operation: 'createRequest', args: { input: { processName: name } } })],
    ['TRIGGER', true, () => ({})],
  ])('end after 16 of kind %s', async (kind, isBound, bodyOf) => {
    const name = `CIRCLE_${kind}`;
    const definition = (url: string) => ({
      subprocess: { enabled: true, access: 'PUBLIC' },
      start: 'CALL',
      // What the definition says of the header does not count.
      activities: [{ name: 'CALL', type: 'HTTP', method: 'POST', url, headers: { 'Sluice-Hops': '0' }, body: bodyOf(name) }],
    });
    await addProcess(server, name, definition(server.url));
    const hook = await addHook(server, 'admin', { kind, ...(isBound && { trigger: { processName: name } }) });
    await addProcess(server, name, { ...definition(`${server.url}/hooks/${hook}`), version: 2 });
    await addRequest(server, name);
    const last = await until(async () => {
      const [row] = await rows(
        `SELECT r.hops, r.message FROM request r JOIN process p ON p.id = r.process_id WHERE p.name = $1 AND r.sub_status = 'ERROR' ORDER BY r.id LIMIT 1`,
        name,
      );
      return row ?? null;
    }, 30_000);
    const [{ count }] = await rows('SELECT count(*)::int FROM request r JOIN process p ON p.id = r.process_id WHERE p.name = $1', name);
    expect([last, count]).toEqual([{ hops: 16, message: expect.stringMatching(/answered 422/) }, 17]);
  });

  it.each(['17', '-1', '1e1', '99999999999999999999', 'x', '1, 1', ''])('are refused with Sluice-Hops: "%s"', async (sent) => {
    const { status, body } = await server.hook('createRequest', { processName: 'NONE' }, { 'sluice-hops': sent });
    expect([status, body.code]).toEqual([422, 'UNPROCESSABLE']);
  });

  it('are refused by GraphQL and the Workflows API as well', async () => {
    const { data } = await server.graphql('mutation { createApiToken(input: { name: "t", scopes: ["workflows:run"] }) { token } }');
    const authorization = `Basic ${Buffer.from('admin:correct horse battery staple').toString('base64')}`;
    const graphql = await server.post('/graphql', { query: '{ viewer { id } }' }, { authorization, 'sluice-hops': '17' });
    const rest = await server.post('/cases', {}, { authorization: `Bearer ${data.createApiToken.token}`, 'sluice-hops': '17' });
    expect([graphql.status, rest.status]).toEqual([422, 422]);
  });
});
