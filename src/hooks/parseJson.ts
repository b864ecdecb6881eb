import type { IncomingHttpHeaders } from 'node:http';
import { refusal } from '../errors';
import { readLargeJson } from '../input/readJson';

/** Resolves to the JSON value of a body; other calls are answered between the passes over a large one. Throws INPUT_EXCESSIVE before it is parsed, and BODY_NOT_JSON. */
export async function parseJson(body: Buffer): Promise<unknown> {
  const read = await readLargeJson(body);
  if ('excess' in read) throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: read.excess });
  if ('fault' in read) throw refusal('BODY_NOT_JSON', { reason: read.fault });
  return read.value;
}

const contentType = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/** Lets pass a body that says it is JSON. Throws CONTENT_TYPE_WRONG. */
export function requireJson({ 'content-type': type = 'nothing' }: IncomingHttpHeaders): void {
  if (!contentType.test(type)) throw refusal('CONTENT_TYPE_WRONG', { allowed: 'application/json', type });
}
