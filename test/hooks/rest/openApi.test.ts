import { spawn } from 'node:child_process';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { findRestPath } from '../../../src/hooks/rest/restPaths';
import { restRows, type RestRow } from '../../../src/hooks/rest/restRows';
import { createApiToken } from '../../../src/modules/apiToken/createApiToken';
import { addProcess } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let authorization: string;
beforeAll(async () => {
  server = await startTestServer({ basePath: '/wfgen' });
  await addProcess(server, 'SAY', { start: 'E', activities: [{ name: 'E', type: 'END' }], output: { text: '{{case.firstName}}' } });
  await addProcess(server, 'WAITS', { allowUserActions: true });
  const { token } = await createApiToken.run(await server.contextOf('admin'), { name: 'x' });
  authorization = `Bearer ${token}`;
});
afterAll(() => server.stop());

interface Operation {
  operationId: string;
  requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
  responses: Record<string, { $ref?: string; content?: { 'application/json': { schema: { $ref: string } } } }>;
}
interface Document {
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
}

async function getDocument(): Promise<{ document: Document; type: string | null }> {
  const response = await fetch(`${server.url}/wfgen/openapi.json`);
  return { document: (await response.json()) as Document, type: response.headers.get('content-type') };
}

/** Resolves to what the validator says against the document, its examples and these values. */
async function faultsOf(document: object, answers: { schema: string; value: unknown }[] = []): Promise<unknown> {
  const child = spawn(process.execPath, [path.join(__dirname, '../../../tools/check-openapi.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ document, answers }));
  return json(child.stdout);
}

describe('/openapi.json', () => {
  it('is a valid document with valid examples, for everybody, of the address that was asked', async () => {
    const { document, type } = await getDocument();
    expect([await faultsOf(document), document.servers, type]).toEqual([
      [],
      [{ url: `${server.url}/wfgen` }],
      'application/json; charset=utf-8',
    ]);
  });

  it('would be told from one that is not valid', async () => {
    const { document } = await getDocument();
    const broken = { ...document, paths: { 'no slash': {} } };
    expect(await faultsOf(broken, [{ schema: 'Error', value: { error: 1 } }])).toHaveLength(2);
  });

  it('has all calls that there are, and no others', async () => {
    const { document } = await getDocument();
    const documented = Object.entries(document.paths).flatMap(([at, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [operationId, method.toUpperCase(), findRestPath(at)?.name]),
    );
    expect(documented.sort()).toEqual(restRows.map(({ name, method, route }) => [name, method, route]).sort());
  });

  it('says of what is answered, and of what is refused, which statuses and what form they have', async () => {
    const { document } = await getDocument();
    const answers: { schema: string; value: unknown }[] = [];
    const undocumented: string[] = [];

    /** Calls a row, and keeps what it answers with the name of its schema. */
    async function call(name: RestRow['name'], at: string, body?: object): Promise<Record<string, string>> {
      const row = restRows.find((one) => one.name === name)!;
      const headers = { authorization, ...(body && { 'content-type': 'application/json' }) };
      const response = await fetch(server.url + at, { method: row.method, headers, ...(body && { body: JSON.stringify(body) }) });
      const value = (await response.json()) as Record<string, string>;
      const { responses } = Object.values(document.paths)
        .flatMap((methods) => Object.values(methods))
        .find(({ operationId }) => operationId === name)!;
      const told = responses[response.status];
      if (!told) undocumented.push(`${name} ${response.status}`);
      answers.push({ schema: told?.content?.['application/json'].schema.$ref.split('/').pop() ?? 'Error', value });
      return value;
    }

    const { caseId } = await call('createCase', '/cases', { firstName: 'Jane', data: [1] });
    await call('getCase', `/cases/${caseId}`);
    const { parametersId } = await call('createParameters', '/parameters', { workflowDefinitionId: 'SAY', parameters: { TEXT: 'x' } });
    const run = (workflowDefinitionId: string, more: object = {}) =>
      call('runWorkflow', '/workflows/run', { workflowDefinitionId, caseId, ...more });
    const [said, waits] = [await run('SAY', { parametersId }), await run('WAITS')];
    for (const { id } of [said, waits]) {
      await call('getWorkflow', `/workflows/${id}?wait=0`);
      await call('getResult', `/workflows/${id}/result`);
    }
    await server.hook('cancelRequest', { number: waits.number });
    await call('getResult', `/workflows/${waits.id}/result`);
    await call('createCase', '/cases', { firstName: 1 });
    await call('getCase', '/cases/x');
    await call('createParameters', '/parameters', { workflowDefinitionId: 'NONE', parameters: {} });
    await run('SAY', { caseId: 'x' });
    await call('getWorkflow', '/workflows/x');
    await call('getWorkflow', `/workflows/${said.id}?wait=x`);
    authorization = 'Bearer slu_x';
    await call('getResult', `/workflows/${said.id}/result`);
    expect([await faultsOf(document, answers), undocumented, answers.length]).toEqual([[], [], 17]);
  });
});
