// `npm run check:schema`: ends with 1 where schema.graphql breaks callers of the last release, docs/releases/schema-<version>.graphql.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, findBreakingChanges } from 'graphql';

// Breaks on purpose since the last release, each with its reason. Empty it at a release.
const onPurpose = [
  [/^DeployProcessPayload\.process changed type from Process! to Process\.$/, 'a dry run has no process'],
  [
    /^Mutation\.(\w+) changed type from (\w+)Payload! to \2Payload\.$/,
    'where the second of two mutations fails, the first keeps its payload',
  ],
];

const root = path.join(import.meta.dirname, '..');
const releases = path.join(root, 'docs/releases');
const [last] = (existsSync(releases) ? readdirSync(releases) : [])
  .filter((name) => /^schema-.+\.graphql$/.test(name))
  .sort(new Intl.Collator('en', { numeric: true }).compare)
  .reverse();

const read = (file) => buildSchema(readFileSync(file, 'utf8'));
const now = read(path.join(root, 'schema.graphql'));
if (!last) {
  console.log('schema.graphql is valid; no release exists yet to compare it with');
} else {
  const changes = findBreakingChanges(read(path.join(releases, last)), now).filter(
    ({ description }) => !onPurpose.some(([pattern]) => pattern.test(description)),
  );
  for (const { type, description } of changes) console.error(`${type}: ${description}`);
  console.log(changes.length ? `schema.graphql breaks callers of ${last}` : `schema.graphql keeps what ${last} promised`);
  process.exitCode = changes.length ? 1 : 0;
}
