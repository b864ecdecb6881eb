import type { IncomingHttpHeaders } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { readLargeJson, readJson } from '../../input/readJson';
import { decodeUtf8 } from '../../input/toUtf8';
import { limits } from '../../limits';
import { isObject } from '../../modules/guards';
import { readForm } from '../../modules/trigger/parseQuery';
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
  /** The body as text, if it declares its charset itself. */
  text?: string;
}

/** As many as a JSON text can have values. */
const maxLines = limits.jsonValues.value;

type Decode = (body: Buffer, headers: IncomingHttpHeaders) => Promise<Content>;

const ofValue = (value: unknown): Content => ({ body: value as Json, files: [] });

const decoders: Readonly<Record<BodyFormat, Decode>> = {
  JSON: async (body) => ofValue(await parseJson(body)),
  FORM: async (body, headers) => ofValue(await readForm(body, headers['content-type'])),
  MULTIPART: readMultipart,
  TEXT: async (body) => ofValue(await readText(body)),
  NDJSON: async (body) => ofValue(await readLines(textOf(body, 'NDJSON'))),
  XML: async (body) => ({ ...(await readXml(body)), files: [] }),
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
  if ('excess' in read) throw excessive(read.excess);
  return 'value' in read && (isObject(read.value) || Array.isArray(read.value)) ? read.value : text;
}

/** Resolves to the values of NDJSON, one per line; empty lines count only towards the limit. Throws BODY_UNREADABLE, which names the line, and INPUT_EXCESSIVE. */
async function readLines(text: string): Promise<unknown[]> {
  const lines = splitLines(text);
  // As one list, so that the bounds hold for all lines together.
  const read = await readLargeJson(`[${lines.join(',')}]`);
  if ('excess' in read) throw excessive(read.excess);
  if ('value' in read && (read.value as unknown[]).length === lines.length) return read.value as unknown[];
  for (const [n, line] of lines.entries()) {
    if (n % linesPerPass === linesPerPass - 1) await nextTurn();
    const one = readJson(line);
    if ('fault' in one) throw refusal('BODY_UNREADABLE', { format: 'NDJSON', reason: `value ${n + 1}: ${one.fault}` });
  }
  throw refusal('BODY_UNREADABLE', { format: 'NDJSON', reason: 'each line must be one JSON value' });
}

const linesPerPass = 1000;

/** The lines that are not blank. They are counted before a list of them exists: the largest body could be 30 million. */
function splitLines(text: string): string[] {
  const lines: string[] = [];
  let all = 0;
  for (let from = 0; from < text.length;) {
    const next = text.indexOf('\n', from);
    const end = next < 0 ? text.length : next;
    all += 1;
    if (all > maxLines) throw excessive(`has more than ${maxLines} lines`);
    const line = text.slice(from, end);
    if (/\S/.test(line)) lines.push(line);
    from = end + 1;
  }
  return lines;
}

const excessive = (excess: string) => refusal('INPUT_EXCESSIVE', { what: 'The body', excess });
