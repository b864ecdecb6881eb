// `npm run check:schema`: ends with 1 where schema.graphql has a change since the last release, docs/releases/schema-<version>.graphql, that can
// break clients and is not listed in the top section of CHANGELOG.md. Classified as by graphql-inspector: a breaking change refuses operations or
// changes their answers, a dangerous one can surprise clients that run. New optional inputs are neither: nobody sends them yet.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BreakingChangeType, buildSchema, DangerousChangeType, findBreakingChanges, findDangerousChanges } from 'graphql';

const harmless = [DangerousChangeType.OPTIONAL_ARG_ADDED, DangerousChangeType.OPTIONAL_INPUT_FIELD_ADDED];

const root = path.join(import.meta.dirname, '..');
const releases = path.join(root, 'docs/releases');
const [last] = (existsSync(releases) ? readdirSync(releases) : [])
  .filter((name) => /^schema-.+\.graphql$/.test(name))
  .sort(new Intl.Collator('en', { numeric: true }).compare)
  .reverse();

const read = (file) => buildSchema(readFileSync(file, 'utf8'));

/** The element that a change is about, as a coordinate: `Type.field`, `Enum.VALUE`, `Type`. */
function coordinateOf({ description }) {
  const [, value, type] = /^(\w+) was (?:added to|removed from) (?:enum|union) type (\w+)\.$/.exec(description) ?? [];
  return type ? `${type}.${value}` : (/^(?:An? \w+ \w+ on |Input field )?([\w.]+)/.exec(description)?.[1] ?? description);
}

/** Returns whether the changelog names the element in a code span; for a change of type also all elements like it (`Mutation.*`). */
function isListed(change, changelog) {
  const coordinate = coordinateOf(change);
  const names = change.type === BreakingChangeType.FIELD_CHANGED_KIND ? [coordinate, coordinate.replace(/\..*$/, '.*')] : [coordinate];
  return names.some((name) => changelog.includes(`\`${name}\``));
}

const now = read(path.join(root, 'schema.graphql'));
if (!last) {
  console.log('schema.graphql is valid; no release exists yet to compare it with');
} else {
  const before = read(path.join(releases, last));
  const [, changelog = ''] = /^## (.*?)(?=^## |(?![^]))/ms.exec(readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8')) ?? [];
  const changes = [
    ...findBreakingChanges(before, now).map((change) => ['Breaking', change]),
    ...findDangerousChanges(before, now)
      .filter(({ type }) => !harmless.includes(type))
      .map((change) => ['Dangerous', change]),
  ];
  const unlisted = changes.filter(([, change]) => !isListed(change, changelog));
  for (const [kind, change] of unlisted) console.error(`${kind}: ${change.description} Add \`${coordinateOf(change)}\` to CHANGELOG.md`);
  console.log(
    unlisted.length
      ? `schema.graphql has ${unlisted.length} changes since ${last} that CHANGELOG.md does not list`
      : `CHANGELOG.md lists all ${changes.length} changes since ${last} that can break clients`,
  );
  process.exitCode = unlisted.length ? 1 : 0;
}
