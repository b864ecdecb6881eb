import type { File } from 'node:buffer';
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDate, GraphQLJSON } from 'graphql-scalars';
import { refusal } from '../errors';
import { coerceValue } from '../engine/coerceValue';
import { cut } from '../input/texts';
import { decodeContent, isFileContent, type UploadedFile, type FileContent } from '../modules/file/fileContent';
import { toGraphqlError } from './toGraphqlError';

function parseDate(value: unknown): Date {
  const coerced = typeof value === 'string' ? coerceValue('DATETIME', value) : null;
  if (coerced && 'value' in coerced && typeof coerced.value === 'string') return new Date(coerced.value);
  throw new GraphQLError(`not a date: ${JSON.stringify(value)}`);
}

/** A moment: read from ISO 8601 (with or without a time, an offset), written in UTC to the millisecond. */
const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  parseValue: parseDate,
  parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined),
  serialize: (value) => (value instanceof Date ? value : parseDate(value)).toISOString(),
});

function parseUpload(value: unknown): UploadedFile {
  if (!isFile(value)) throw new GraphQLError('must be a file of a multipart request to /graphql');
  return {
    name: () => value.name,
    contentType: () => value.type,
    size: () => value.size,
    read: async () => Buffer.from(await value.arrayBuffer()),
  };
}

/** Returns what Yoga makes of a part with a file. JSON cannot say anything like it: it has no functions. */
function isFile(value: unknown): value is File {
  return typeof value === 'object' && value !== null && 'arrayBuffer' in value && typeof value.arrayBuffer === 'function';
}

function parseBase64(value: unknown): FileContent {
  if (isFileContent(value)) return value;
  const content = typeof value === 'string' ? decodeContent(value) : 'must be base64 text';
  if (typeof content === 'string') throw new GraphQLError(content);
  return content;
}

/** Bytes that go in as base64. */
const Base64 = new GraphQLScalarType<FileContent, never>({
  name: 'Base64',
  parseValue: parseBase64,
  parseLiteral: (node) => parseBase64(node.kind === Kind.STRING ? node.value : undefined),
  serialize: () => parseBase64(undefined) as never,
});

/** A file of a multipart request: it goes in, never out. */
const Upload = new GraphQLScalarType<UploadedFile, never>({
  name: 'Upload',
  parseValue: parseUpload,
  parseLiteral: () => parseUpload(undefined),
  serialize: () => parseUpload(undefined) as never,
});

const asJson = GraphQLJSON.toConfig();

/** Throws INPUT_INVALID for an enum value anywhere in a literal: the library leaves it out. */
function refuseEnums(node: ValueNode, path: string): void {
  if (node.kind === Kind.LIST) node.values.forEach((item, n) => refuseEnums(item, `${path}[${n}]`));
  if (node.kind === Kind.OBJECT) for (const { name, value } of node.fields) refuseEnums(value, path ? `${path}.${name.value}` : name.value);
  if (node.kind !== Kind.ENUM) return;
  const reason = `JSON does not have enum values: write "${cut(node.value)}" in quotes`;
  throw toGraphqlError(refusal('INPUT_INVALID', { path: path || 'JSON', reason }), { nodes: node });
}

/** Any JSON value. Texts in a literal are quoted. */
const JSONValue = new GraphQLScalarType({
  ...asJson,
  parseLiteral(node, variables) {
    refuseEnums(node, '');
    return asJson.parseLiteral(node, variables) as unknown;
  },
});

/** The scalars of the schema that GraphQL does not bring. */
export const scalars = { Base64, Upload, DateTime, Date: GraphQLDate, JSON: JSONValue };
