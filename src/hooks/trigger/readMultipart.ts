import { File } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { betweenPasses } from '../../input/decodeBody';
import { decodeCharset, decodeUtf8, decodeUtf8Exactly, toUtf8 } from '../../input/toUtf8';
import { limits } from '../../limits';
import { nestPairs, unescapeBytes } from '../../modules/trigger/parseQuery';
import type { Content } from './decodeContent';

/** A file of a form, and the field that it came in. */
export interface SentFile {
  name: string;
  file: File;
}

/** A part: what its headers say, and its bytes. */
interface Part {
  name: string;
  /** Undefined: it is not a file. */
  fileName: string | undefined;
  contentType: string;
  content: Buffer;
}

const maxParts = limits.multipartParts.value;
const maxHeaderBytes = limits.multipartHeaderBytes.value;

/**
 * Resolves to the fields of `multipart/form-data`, nested as those of query strings. Of a file the body says `{name, contentType, size, sha256}`; a
 * file that was not chosen is null. Throws BODY_UNREADABLE, CHARSET_UNKNOWN, CHARSET_WRONG, and INPUT_INVALID beyond the limit of parts.
 */
export async function readMultipart(body: Buffer, { 'content-type': type = '' }: IncomingHttpHeaders): Promise<Content> {
  const files: SentFile[] = [];
  const pairs: [string, Json][] = [];
  for (const bytes of splitParts(body, boundaryOf(type))) {
    await betweenPasses(bytes);
    const part = readPart(bytes);
    const { name, fileName, contentType, content } = part;
    if (fileName === undefined) pairs.push([name, await textOf(part)]);
    else if (fileName === '' && content.length === 0) pairs.push([name, null]);
    else {
      files.push({ name, file: new File([content], fileName, { type: contentType }) });
      pairs.push([name, { name: fileName, contentType, size: content.length, sha256: createHash('sha256').update(content).digest('hex') }]);
    }
  }
  return { body: nestPairs(pairs, 'body'), files };
}

function boundaryOf(type: string): string {
  const boundary = parametersOf(type).get('boundary');
  if (boundary === undefined || !/^[\w'()+,./:=? -]{1,200}$/.test(boundary)) throw unreadable('its Content-Type names no boundary');
  return boundary;
}

/** The parts between the lines of the boundary. What stands before the first and behind the last is not a part. */
function splitParts(body: Buffer, boundary: string): Buffer[] {
  const line = Buffer.from(`\r\n--${boundary}`);
  const parts: Buffer[] = [];
  const isFirst = body.subarray(0, line.length - 2).equals(line.subarray(2));
  let at = isFirst ? -2 : body.indexOf(line);
  while (at >= 0 || (isFirst && parts.length === 0)) {
    const [, ends] = /^(--|[ \t]*\r\n)/.exec(body.toString('latin1', at + line.length, at + line.length + 100)) ?? [];
    if (ends === '--') return parts;
    // The line break that ends a line of the boundary can also begin the next one.
    const next = ends === undefined ? -1 : body.indexOf(line, at + line.length + ends.length - 2);
    if (next < 0) break;
    if (parts.length >= maxParts) throw refusal('INPUT_INVALID', { path: 'body', reason: `must have at most ${maxParts} parts` });
    parts.push(body.subarray(at + line.length + (ends?.length ?? 0), next));
    at = next;
  }
  throw unreadable('its parts do not end as its boundary says');
}

function readPart(bytes: Buffer): Part {
  const end = bytes.indexOf('\r\n\r\n');
  if (end > maxHeaderBytes) throw unreadable(`the headers of a part are longer than ${maxHeaderBytes} bytes`);
  const text = decodeUtf8(bytes.subarray(0, Math.max(end, 0)));
  if (text === null) throw unreadable('the headers of a part are not UTF-8');
  const lines = text.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = new Map(lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]));
  const parameters = parametersOf(headers.get('content-disposition') ?? '');
  const name = parameters.get('name');
  if (name === undefined) throw unreadable('a part has no Content-Disposition with a name');
  const fileName = parameters.get('filename*') ?? parameters.get('filename');
  const content = decodeTransfer(bytes.subarray(end + 4), headers.get('content-transfer-encoding') ?? 'binary');
  return { name, fileName, contentType: headers.get('content-type') ?? 'text/plain', content };
}

/** `; name=value`, `; name="value"`. */
const parameter = /\s*;\s*([^\s=;"]+)\s*=\s*(?:"((?:\\"|[^"])*)"|([^\s;"]*))/y;

/** The parameters of a header, by their names in lower case. Those with a `*` are decoded. */
function parametersOf(header: string): Map<string, string> {
  const found = new Map<string, string>();
  parameter.lastIndex = header.includes(';') ? header.indexOf(';') : header.length;
  for (let match = parameter.exec(header); match; match = parameter.exec(header)) {
    const [, name = '', quoted, plain = ''] = match;
    const value = quoted === undefined ? plain : unquote(quoted);
    found.set(name.toLowerCase(), name.endsWith('*') ? decodeExtended(value) : value);
  }
  return found;
}

/** Browsers escape three characters by `%`, others a quote by a backslash. */
function unquote(text: string): string {
  return text.replaceAll('\\"', '"').replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
}

/** `utf-8''%E2%82%AC`, as RFC 5987 has it. */
function decodeExtended(value: string): string {
  const [charset = '', , ...rest] = value.split("'");
  return decodeCharset(unescapeBytes(Buffer.from(rest.join("'"))), charset);
}

function decodeTransfer(content: Buffer, encoding: string): Buffer {
  if (/^(?:7bit|8bit|binary)$/i.test(encoding)) return content;
  if (/^base64$/i.test(encoding)) return Buffer.from(content.toString('latin1'), 'base64');
  throw unreadable('the Content-Transfer-Encoding of a part must be 7bit, 8bit, binary or base64');
}

async function textOf({ content, contentType }: Part): Promise<string> {
  const text = decodeUtf8Exactly(await toUtf8(content, contentType));
  if (text === null) throw unreadable('a part is not UTF-8, and its Content-Type names no other charset');
  return text;
}

const unreadable = (reason: string) => refusal('BODY_UNREADABLE', { format: 'multipart/form-data', reason });
