import type { Dispatcher } from 'undici';
import { isStorable } from '../../engine/measureJson';
import type { Json } from '../../engine/state';
import { Refusal } from '../../errors';
import { decodeBody } from '../../input/decodeBody';
import { decodeUtf8 } from '../../input/toUtf8';
import { readJson } from '../../input/readJson';
import { jsonBounds } from '../../input/scanJson';
import { limits } from '../../limits';
import type { HttpResult } from './httpCall';

const largest = limits.answerBytes.value;
const bounds = { ...jsonBounds, levels: limits.answerLevels.value };

/** Reads what a peer answered. `fault` says why its body is not kept (null then): too large, not in the coding or charset that it declares, or nothing that can be stored. */
export async function readAnswer(
  answer: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>,
): Promise<{ result: HttpResult; fault: string | null }> {
  const headers = Object.fromEntries(Object.entries(answer.headers).filter((entry): entry is [string, string | string[]] => !!entry[1]));
  const give = (body: Json, fault: string | null) => ({ result: { status: answer.statusCode, headers, body }, fault });
  const packed = await collect(answer.body);
  if (!packed) return give(null, `the answer has more than ${largest} bytes`);
  const decoded = await decode(packed, headers);
  if ('fault' in decoded) return give(null, decoded.fault);
  const read = parse(decoded.bytes, String(headers['content-type'] ?? ''));
  if ('excess' in read) return give(null, `the answer ${read.excess}`);
  const { body } = read;
  if (!isStorable(body) || !isStorable(headers)) return give(null, 'the answer is neither text nor storable JSON');
  return give(body, null);
}

/** Null where there is more. */
async function collect(body: Dispatcher.ResponseData['body']): Promise<Buffer | null> {
  // Leaving it half read is told as an error by and by.
  body.on('error', () => undefined);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The bytes without their codings, in UTF-8, or why they cannot be read. */
async function decode(packed: Buffer, headers: { [name: string]: string | string[] }): Promise<{ bytes: Buffer } | { fault: string }> {
  const header = (name: string) => [headers[name] ?? []].flat().join(', ') || undefined;
  const declared = { 'content-encoding': header('content-encoding'), 'content-type': header('content-type') };
  try {
    return { bytes: await decodeBody(packed, declared, { limit: largest }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { fault: error.message.replace(/^The body /, 'the answer ') };
  }
}

/** The JSON or the text that these bytes are, null for none; or the bound that it passes, or what is wrong with it. */
function parse(bytes: Buffer, contentType: string): { body: Json } | { excess: string } {
  if (bytes.length === 0) return { body: null };
  const read = /^\s*(application|text)\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType) ? readJson(bytes, bounds) : null;
  if (read && 'excess' in read) return read;
  if (read && 'value' in read) return { body: read.value as Json };
  const text = decodeUtf8(bytes);
  return text === null ? { excess: 'is not UTF-8, and its Content-Type declares no other charset' } : { body: text };
}
