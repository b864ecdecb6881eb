// What is found by its name: the operation of a mutation and all that belongs to a node type, below src/modules; the kinds of hooks in src/hooks.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { buildSchema } from 'graphql';

export const root = path.join(import.meta.dirname, '..');

const schema = buildSchema(readFileSync(path.join(root, 'schema.graphql'), 'utf8'));
const files = ['modules', 'hooks'].flatMap((folder) =>
  readdirSync(path.join(root, 'src', folder), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `../${folder}/${file.split(path.sep).join('/').slice(0, -'.ts'.length)}`),
);

/** A name with the import path of the file of that name; undefined where the file does not exist yet. */
const found = (name, base = name) => ({ name, base, file: files.find((file) => path.basename(file) === base) });

/** The mutations. Each is the export of its name. */
export const mutations = Object.keys(schema.getMutationType().getFields()).map((name) => found(name));

/** The types that implement Node. The file of `ApiToken` is apiToken.ts, with ApiTokenRow, loadApiTokenRow and, if it is listed in pages, ApiTokenRows. */
export const nodes = schema.getPossibleTypes(schema.getType('Node')).map(({ name }) => ({
  ...found(name, name.charAt(0).toLowerCase() + name.slice(1)),
  hasList: schema.getType(`${name}Connection`) !== undefined,
}));

/** The kinds of hooks. TRIGGER is the export triggerKind of triggerKind.ts. */
export const hookKinds = schema
  .getType('ApplicationKind')
  .getValues()
  .map(({ name }) => found(name, `${name.toLowerCase()}Kind`));
