import type { Dispatcher } from 'undici';
import { isStorable } from '../../engine/isStorable';
import { isTooDeep } from '../../engine/isTooDeep';
import type { Json } from '../../engine/state';
import type { HttpResult } from './httpCall';

/** Bytes of the largest body that is kept. */
const largest = 1_000_000;
const mostLevels = 100;

/** Reads what a peer answered. `fault` says why its body is not kept (null then): too large, or nothing that can be stored. */
export async function readAnswer(
  answer: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>,
): Promise<{ result: HttpResult; fault: string | null }> {
  const headers = Object.fromEntries(Object.entries(answer.headers).filter((entry): entry is [string, string | string[]] => !!entry[1]));
  const give = (body: Json, fault: string | null) => ({ result: { status: answer.statusCode, headers, body }, fault });
  const bytes = await collect(answer.body);
  if (!bytes) return give(null, `the answer has more than ${largest} bytes`);
  const body = parse(bytes, String(headers['content-type'] ?? ''));
  if (isTooDeep(body, mostLevels)) return give(null, `the answer has more than ${mostLevels} levels`);
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

function parse(bytes: Buffer, contentType: string): Json {
  if (bytes.length === 0) return null;
  const text = bytes.toString('utf8');
  if (!/^\s*(application|text)\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
