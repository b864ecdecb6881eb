import { isUtf8 } from 'node:buffer';
import { redactBody, type RedactedBody } from '../redaction/redactBody';
import { redactQuery } from '../redaction/redactSecrets';
import type { Delivery } from '../store/delivery';
import type { HttpCall } from './httpCall';
import { mediaTypeOf } from './trigger/bodyFormats';

/** Keeps of a body in its delivery what the log may have. */
export function keepBody(delivery: Delivery, { query, headers }: HttpCall, body: Buffer): void {
  delivery.bodySize = body.length;
  if (delivery.logBodies === 'NONE') return;
  const { text, isWhole } = redact(body, mediaTypeOf(headers));
  Object.assign(delivery, { body: text, isWhole: isWhole && redactQuery(query) === query });
}

/** Forms hold secrets in other ways than JSON, and files. */
function redact(body: Buffer, mediaType: string): RedactedBody {
  if (mediaType === 'multipart/form-data') return { text: null, isWhole: false };
  if (mediaType !== 'application/x-www-form-urlencoded') return redactBody(body);
  const text = body.toString('utf8', 0, longestForm);
  const told = redactQuery(text);
  return { text: told, isWhole: body.length <= longestForm && told === text && isUtf8(body) };
}

/** Of a form so many bytes are redacted; `redactQuery` keeps fewer. */
const longestForm = 65_536;
