import { createHash } from 'node:crypto';
import type { File } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { limits } from '../../limits';
import { nestPairs } from '../../modules/trigger/parseQuery';
import type { Content } from './decodeContent';

/** A file of a form, and the field that it came in. */
export interface SentFile {
  name: string;
  file: File;
}

const maxParts = limits.multipartParts.value;

/**
 * Resolves to the fields of `multipart/form-data`, nested as those of query strings. Of a file the body says `{name, contentType, size, sha256}`. Throws
 * BODY_UNREADABLE, and INPUT_INVALID beyond the limit of parts.
 */
export async function readMultipart(body: Buffer, { 'content-type': type = '' }: IncomingHttpHeaders): Promise<Content> {
  const files: SentFile[] = [];
  const pairs: [string, Json][] = [];
  for (const [name, value] of await parse(body, checkParts(body, type))) {
    if (typeof value === 'string') pairs.push([name, value]);
    else {
      files.push({ name, file: value });
      pairs.push([name, await describe(value)]);
    }
  }
  return { body: nestPairs(pairs, 'body'), files };
}

/** Counts the boundaries, since the parser takes any number of parts, and gives the boundary that it counted by. */
function checkParts(body: Buffer, type: string): string {
  const [, quoted, bare] = /;\s*boundary=(?:"([\w'()+,./:=?-]{1,200})"|([\w'()+,./:=?-]{1,200}))/i.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw unreadable('its Content-Type names no boundary');
  let parts = -1;
  for (let at = body.indexOf(`--${boundary}`); at >= 0; at = body.indexOf(`--${boundary}`, at + boundary.length + 2)) {
    parts += 1;
    if (parts > maxParts) throw refusal('INPUT_INVALID', { path: 'body', reason: `must have at most ${maxParts} parts` });
  }
  return boundary;
}

async function parse(body: Buffer, boundary: string): Promise<[string, string | File][]> {
  // Of a type that names two boundaries the parser would take another one.
  const type = `multipart/form-data; boundary="${boundary}"`;
  try {
    const form = await new Response(body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': type } }).formData();
    return [...form.entries()] as unknown as [string, string | File][];
  } catch {
    throw unreadable('its parts do not end as its boundary says');
  }
}

async function describe(file: File): Promise<Json> {
  const sha256 = createHash('sha256')
    .update(Buffer.from(await file.arrayBuffer()))
    .digest('hex');
  return { name: file.name, contentType: file.type, size: file.size, sha256 };
}

const unreadable = (reason: string) => refusal('BODY_UNREADABLE', { format: 'multipart/form-data', reason });
