import type { IncomingHttpHeaders } from 'node:http';
import { refusal } from '../errors';

const contentType = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/** Lets pass a body that says it is JSON. Throws CONTENT_TYPE_WRONG. */
export function requireJson({ 'content-type': type = 'nothing' }: IncomingHttpHeaders): void {
  if (!contentType.test(type)) throw refusal('CONTENT_TYPE_WRONG', { allowed: 'application/json', type });
}
