import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { readLargeJson, readJson } from '../../input/readJson';
import { decodeUtf8 } from '../../input/toUtf8';
import { isObject } from '../../modules/guards';
import { parsePairs } from '../../modules/trigger/parseQuery';
import type { BodyFormat } from '../../store/trigger';
import { parseJson } from '../parseJson';
import { readEvents } from './cloudEvents';
import { readMultipart, type SentFile } from './readMultipart';
import { readXml } from './readXml';

/** What a body says. */
export interface Content {
  /** What runs read as `runtime.body`. */
  body: Json;
  /** The files of a form in several parts. */
  files: readonly SentFile[];
}

type Decode = (body: Buffer, headers: IncomingHttpHeaders) => Promise<Content>;

const ofValue = (value: unknown): Content => ({ body: value as Json, files: [] });

const decoders: Readonly<Record<BodyFormat, Decode>> = {
  JSON: async (body) => ofValue(await parseJson(body)),
  FORM: async (body) => ofValue(await readForm(textOf(body, 'a form'))),
  MULTIPART: readMultipart,
  TEXT: async (body) => ofValue(await readText(body)),
  NDJSON: async (body) => ofValue(await readLines(textOf(body, 'NDJSON'))),
  XML: async (body) => ofValue(await readXml(body)),
  CLOUDEVENTS: async (body, headers) => ofValue(await readEvents(body, headers)),
};

/**
 * Resolves to what a body of this format says; other calls are answered between the passes over a large one. Throws BODY_UNREADABLE,
 * BODY_NOT_JSON, INPUT_EXCESSIVE, INPUT_INVALID.
 */
export function decodeContent(format: BodyFormat, body: Buffer, headers: IncomingHttpHeaders): Promise<Content> {
  return decoders[format](body, headers);
}

function textOf(body: Buffer, format: string): string {
  const text = decodeUtf8(body);
  if (text === null) throw refusal('BODY_UNREADABLE', { format, reason: 'it is not UTF-8, and its Content-Type names no other charset' });
  return text;
}

/** A text, or what it says where it is an object or a list of JSON: many send that as `text/plain`. */
async function readText(body: Buffer): Promise<unknown> {
  const text = textOf(body, 'text');
  if (!/^\s*[[{]/.test(text)) return text;
  const read = await readLargeJson(body);
  if ('excess' in read) throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: read.excess });
  return 'value' in read && (isObject(read.value) || Array.isArray(read.value)) ? read.value : text;
}

/**
 * Resolves to the fields of an HTML form, nested as those of query strings. A form whose only field is `payload`, and holds an object or a list of
 * JSON, says what that says. Throws INPUT_INVALID.
 */
async function readForm(text: string): Promise<Json> {
  const fields = parsePairs(text, 'body');
  const [name, ...others] = Object.keys(fields);
  const { payload } = fields;
  if (name !== 'payload' || others.length > 0 || typeof payload !== 'string') return fields;
  const read = await readLargeJson(payload);
  return 'value' in read && (isObject(read.value) || Array.isArray(read.value)) ? (read.value as Json) : fields;
}

/** Resolves to the values of NDJSON, one per line; empty lines count for nothing. Throws BODY_UNREADABLE, which names the line, and INPUT_EXCESSIVE. */
async function readLines(text: string): Promise<unknown[]> {
  const lines = text.split(/\r?\n/).filter((line) => /\S/.test(line));
  // As one list, so that the bounds hold for all lines together.
  const read = await readLargeJson(`[${lines.join(',')}]`);
  if ('excess' in read) throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: read.excess });
  if ('value' in read && (read.value as unknown[]).length === lines.length) return read.value as unknown[];
  for (const [n, line] of lines.entries()) {
    const one = readJson(line);
    if ('fault' in one) throw refusal('BODY_UNREADABLE', { format: 'NDJSON', reason: `value ${n + 1}: ${one.fault}` });
  }
  throw refusal('BODY_UNREADABLE', { format: 'NDJSON', reason: 'each line must be one JSON value' });
}
