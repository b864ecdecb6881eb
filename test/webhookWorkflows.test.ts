import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { setUpDemo } from '../src/demo/setUpDemo';
import { openDatabase } from '../src/store/openDatabase';
import { createTestDatabase } from './kit/database';
import { fencesOf } from './kit/examplesOf';
import { startReplica } from './kit/startReplica';

/** The answer without what is another one each time. */
function formOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (field, of: unknown) =>
    field === 'workflowId' || field === 'requestId' || field === 'number' ? typeof of : of,
  );
}

describe('docs/webhook-workflows.md', () => {
  it('prints what the demo answers', async () => {
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'sluice-workflows-'));
    const database = await createTestDatabase();
    const db = openDatabase(database.url, { onError: () => undefined });
    const config = { dataDir, adminUserName: undefined, adminPassword: undefined, demoHookToken: undefined, secretKey: undefined };
    (await setUpDemo(db, config, pino({ level: 'silent' })))('');
    const script = readFileSync(path.join(dataDir, 'demo.sh'), 'utf8');
    const server = await startReplica({ databaseUrl: database.url });
    const [, secret = '', , hook = ''] = /Inbound-Webhook-Secret: (\S+)' -d '(.*)' (\S+)$/m.exec(script) ?? [];
    const page = readFileSync(path.join(__dirname, '../docs/webhook-workflows.md'), 'utf8');
    const fences = fencesOf(page).flatMap(({ language, text }) => (language === 'json' ? [JSON.parse(text) as object] : []));
    const answers = [];
    for (let n = 0; n < fences.length; n += 2) {
      const { status, body } = await server.post(hook, fences[n], { 'inbound-webhook-secret': secret });
      answers.push([status, formOf(body)]);
    }
    await server.stop();
    await db.close();
    await database.drop();
    rmSync(dataDir, { recursive: true });
    expect(answers).toEqual([1, 3].map((n) => [202, formOf(fences[n])]));
  });
});
