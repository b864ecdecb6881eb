import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fencesOf } from '../kit/examplesOf';

const root = path.join(__dirname, '../..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-relay-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Compiles sources by our schema, in a folder of their own; gives the names of the artifacts. Throws what the compiler says. */
async function compile(name: string, sources: string[]): Promise<string[]> {
  const project = path.join(folder, name);
  await mkdir(path.join(project, 'src/artifacts'), { recursive: true });
  await cp(path.join(root, 'schema.graphql'), path.join(project, 'schema.graphql'));
  // Relay wants operations and fragments to be named after their file.
  for (const source of sources) {
    const [, file = ''] = /export const ([A-Z]\w+?)(?:Query|Mutation)? = /.exec(source) ?? [];
    await writeFile(path.join(project, `src/${file}.ts`), source);
  }
  const config = { src: 'src', schema: 'schema.graphql', language: 'typescript', artifactDirectory: 'src/artifacts' };
  await writeFile(path.join(project, 'relay.config.json'), JSON.stringify(config));
  await promisify(execFile)(process.execPath, [require.resolve('relay-compiler/cli.js'), 'relay.config.json'], { cwd: project });
  return (await readdir(path.join(project, 'src/artifacts'))).sort();
}

describe('the Relay compiler', () => {
  it('takes the schema and the operations of docs/front-end.md: pages, refetching by node, a mutation', async () => {
    const page = await readFile(path.join(root, 'docs/front-end.md'), 'utf8');
    const sources = fencesOf(page).filter(({ language }) => language === 'tsx');
    const artifacts = await compile(
      'page',
      sources.map(({ text }) => text),
    );
    expect(artifacts).toEqual([
      'ActionCard.graphql.ts',
      'ActionCardQuery.graphql.ts',
      'ActionCardRefetchQuery.graphql.ts',
      'CancelRequestMutation.graphql.ts',
      'RequestList.graphql.ts',
      'RequestListPageQuery.graphql.ts',
      'RequestListQuery.graphql.ts',
    ]);
  });

  it('refuses an operation that the schema does not have', async () => {
    const source = 'export const WrongQuery = graphql`query WrongQuery { nothing }`;';
    await expect(compile('wrong', [source])).rejects.toThrow('nothing');
  });
});
