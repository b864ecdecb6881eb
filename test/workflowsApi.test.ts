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
    /^(id|caseId|parametersId|number)$|Date$/.test(field) ? typeof of : of,
  );
}

/** Does what a curl line does, its `$…` filled in from earlier answers. */
async function run(line: string, url: string, known: Record<string, string>): Promise<{ status: number; body: Record<string, string> }> {
  const filled = line.replace(/\$(\w+)/g, (_, name: string) => known[name] ?? '');
  const headers = [...filled.matchAll(/ -H (['"])(.*?)\1/g)].map(([, , header = '']) => header.split(': ') as [string, string]);
  const [, body] = / -d '(.*)' /.exec(filled) ?? [];
  const [, at = ''] = / "?http:\/\/127\.0\.0\.1:4000(\S*?)"?$/.exec(filled.trim()) ?? [];
  const method = / -X (\w+)/.exec(filled)?.[1] ?? 'GET';
  const response = await fetch(url + at, { method, headers, ...(body && { body: body.replaceAll("'", '') }) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

describe('docs/workflows-api.md', () => {
  it('prints what the demo answers', async () => {
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'sluice-workflows-api-'));
    const database = await createTestDatabase();
    const db = openDatabase(database.url, { onError: () => undefined });
    const config = { dataDir, adminUserName: undefined, adminPassword: undefined, demoHookToken: undefined, secretKey: undefined };
    (await setUpDemo(db, config, pino({ level: 'silent' })))('');
    const script = readFileSync(path.join(dataDir, 'demo.sh'), 'utf8');
    const server = await startReplica({ databaseUrl: database.url });
    const [, token = ''] = /Authorization: Bearer (slu_\S+)'/.exec(script) ?? [];
    const known: Record<string, string> = { TOKEN: token };
    const fences = fencesOf(readFileSync(path.join(__dirname, '../docs/workflows-api.md'), 'utf8'));
    const [results, printed]: unknown[][] = [[], []];
    for (const [n, { text, language }] of fences.entries()) {
      if (language !== 'sh' || !text.startsWith('curl')) continue;
      const { status, body } = await run(text, server.url, known);
      Object.assign(known, body);
      const next = fences[n + 1];
      results!.push([status < 300, next?.language === 'json' ? formOf(body) : null]);
      printed!.push([true, next?.language === 'json' ? formOf(JSON.parse(next.text)) : null]);
    }
    await server.stop();
    await db.close();
    await database.drop();
    rmSync(dataDir, { recursive: true });
    expect([results, results!.length]).toEqual([printed, 6]);
  });
});
