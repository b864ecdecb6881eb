import { setImmediate as nextTurn } from 'node:timers/promises';
import { types, type QueryResult, type QueryResultRow, type Pool } from 'pg';
import { EncodedJson } from '../encodeJson';

const { JSON: json, JSONB: jsonb }: Record<'JSON' | 'JSONB', number> = types.builtins;
/** Characters from which on a value is parsed in a step of its own. */
const large = 500_000;

type TypeParser = (text: string) => unknown;
// Its types know the numbers of the types that PostgreSQL brings; there are others.
const getTypeParser = types.getTypeParser as (type: number, format?: 'text' | 'binary') => TypeParser;

/** Leaves JSON as its text: pg would parse all that one answer has in one step. */
export const jsonAsText = {
  getTypeParser: (type: number, format?: 'text' | 'binary'): TypeParser =>
    type === json || type === jsonb ? (text: string) => text : getTypeParser(type, format),
};

/** The rows of an answer whose JSON was left as text, with its values; between large ones whatever else waits is answered. */
export async function parseJson<Row extends QueryResultRow>({ rows, fields }: QueryResult<Row>): Promise<Row[]> {
  const names = fields.filter(({ dataTypeID: type }) => type === json || type === jsonb).map(({ name }) => name);
  if (names.length === 0) return rows;
  for (const row of rows as Record<string, unknown>[])
    for (const name of names) {
      const text = row[name] as string | null;
      if (text === null) continue;
      if (text.length > large) await nextTurn();
      row[name] = JSON.parse(text);
    }
  return rows;
}

/** The message of PostgreSQL's protocol that brings the values of a statement. */
interface Bind {
  portal?: string;
  statement?: string;
  values?: unknown[];
  binary?: boolean;
  valueMapper: (value: unknown, index: number) => unknown;
}

/** The protocol on one connection: what pg declares of it is out of date. */
interface Connection {
  stream: { writable: boolean; write(bytes: Buffer): boolean };
  bind(config: Bind): void;
}

/** From so many bytes on a value is sent as it is. */
const largeBytes = 1_000_000;
const [textFormat, binaryFormat] = [0, 1];

/**
 * Lets statements of the pool take `EncodedJson` for JSON, and sends large bytes and texts without copying them: pg puts all values of a
 * statement into one message, and copies what is large several times for that, in one step.
 */
export function sendInPieces(pool: Pool): void {
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: Connection };
    const bindAtOnce = connection.bind.bind(connection);
    connection.bind = (config) => {
      if (!config.values?.some(isLarge)) bindAtOnce(config);
      else if (connection.stream.writable) for (const piece of toMessage(config, config.values)) connection.stream.write(piece);
    };
  });
}

function isLarge(value: unknown): boolean {
  return value instanceof EncodedJson || ((Buffer.isBuffer(value) || typeof value === 'string') && value.length > largeBytes);
}

function toMessage({ portal = '', statement = '', binary = false, valueMapper }: Bind, values: unknown[]): Buffer[] {
  const formats = values.map((value) => (Buffer.isBuffer(value) ? binaryFormat : textFormat));
  const pieces = [
    Buffer.from(`${portal}\0${statement}\0`),
    ...[values.length, ...formats, values.length].map(toInt16),
    ...values.flatMap((value, index) => toPieces(value instanceof EncodedJson ? value : valueMapper(value, index))),
    // The format of all columns of the answer.
    ...[1, binary ? binaryFormat : textFormat].map(toInt16),
  ];
  const length = pieces.reduce((sum, piece) => sum + piece.length, toInt32(0).length);
  return [Buffer.from('B'), toInt32(length), ...pieces];
}

/** The bytes of a value and, before them, how many they are; -1 for null. */
function toPieces(value: unknown): Buffer[] {
  if (value === null || value === undefined) return [toInt32(-1)];
  if (value instanceof EncodedJson) return [toInt32(value.byteLength), ...value.pieces];
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value as string);
  return [toInt32(bytes.length), bytes];
}

function toInt16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function toInt32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
