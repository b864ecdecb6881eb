import type { Dispatcher } from 'undici';
import { isStorable } from '../../engine/isStorable';
import type { Json } from '../../engine/state';
import { readJson } from '../../input/readJson';
import { jsonBounds } from '../../input/scanJson';
import { limits } from '../../limits';
import type { HttpResult } from './httpCall';

const largest = limits.answerBytes.value;
const bounds = { ...jsonBounds, levels: limits.answerLevels.value };

/** Reads what a peer answered. `fault` says why its body is not kept (null then): too large, or nothing that can be stored. */
export async function readAnswer(
  answer: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>,
): Promise<{ result: HttpResult; fault: string | null }> {
  const headers = Object.fromEntries(Object.entries(answer.headers).filter((entry): entry is [string, string | string[]] => !!entry[1]));
  const give = (body: Json, fault: string | null) => ({ result: { status: answer.statusCode, headers, body }, fault });
  const bytes = await collect(answer.body);
  if (!bytes) return give(null, `the answer has more than ${largest} bytes`);
  const read = parse(bytes, String(headers['content-type'] ?? ''));
  if ('excess' in read) return give(null, `the answer ${read.excess}`);
  const { body } = read;
  if (!isStorable(body) || !isStorable(headers)) return give(null, 'the answer is neither text nor JSON that can be stored');
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

/** The JSON or the text that these bytes are, null for none; or the bound that it passes. */
function parse(bytes: Buffer, contentType: string): { body: Json } | { excess: string } {
  if (bytes.length === 0) return { body: null };
  if (!/^\s*(application|text)\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType)) return { body: bytes.toString('utf8') };
  const read = readJson(bytes, bounds);
  if ('excess' in read) return read;
  return { body: 'value' in read ? (read.value as Json) : bytes.toString('utf8') };
}
