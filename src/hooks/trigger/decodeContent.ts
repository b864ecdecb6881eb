import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { decodeUtf8 } from '../../input/toUtf8';
import { readLargeJson } from '../../input/readJson';
import { isObject } from '../../modules/guards';
import type { BodyFormat } from '../../store/trigger';
import { parseJson } from '../parseJson';
import { readEvents } from './cloudEvents';
import { readForm } from './readForm';
import { readLines } from './readLines';
import { readMultipart, type SentFile } from './readMultipart';

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
