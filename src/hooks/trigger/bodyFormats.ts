import type { IncomingHttpHeaders } from 'node:http';
import { refusal } from '../../errors';
import type { BodyFormat } from '../../store/trigger';

interface Description {
  /** The media types of such bodies. */
  pattern: RegExp;
  /** What callers are told to send. */
  type: string;
}

/** The formats with the media types that they are recognized by. The first that a hook accepts wins. */
const formats: Readonly<Record<BodyFormat, Description>> = {
  CLOUDEVENTS: { pattern: /^application\/cloudevents(?:-batch)?\+json$/, type: 'application/cloudevents+json' },
  NDJSON: { pattern: /^application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|jsonlines)$/, type: 'application/x-ndjson' },
  FORM: { pattern: /^application\/x-www-form-urlencoded$/, type: 'application/x-www-form-urlencoded' },
  MULTIPART: { pattern: /^multipart\/form-data$/, type: 'multipart/form-data' },
  XML: { pattern: /^(?:application|text)\/(?:[\w.-]+\+)?xml$/, type: 'application/xml' },
  JSON: { pattern: /^application\/(?:[\w.-]+\+)?json$/, type: 'application/json' },
  TEXT: { pattern: /^text\/[\w.+-]+$/, type: 'text/plain' },
};

/** The media type of a call without its parameters, in lower case; empty for none. */
export function mediaTypeOf({ 'content-type': type = '' }: IncomingHttpHeaders): string {
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Returns whether the call is a CloudEvent whose attributes are headers. Structured events can repeat their attributes there: the type decides. */
export function isBinaryEvent(headers: IncomingHttpHeaders): boolean {
  return headers['ce-specversion'] !== undefined && !formats.CLOUDEVENTS.pattern.test(mediaTypeOf(headers));
}

/** Returns whether the call is a CloudEvent in any form: it is one even if it has no body. */
export function isEvent(headers: IncomingHttpHeaders): boolean {
  return isBinaryEvent(headers) || formats.CLOUDEVENTS.pattern.test(mediaTypeOf(headers));
}

/** The format of a body, out of those that the hook accepts. A body without a type is TEXT where that is accepted. Throws CONTENT_TYPE_WRONG. */
export function findFormat(accept: readonly BodyFormat[], headers: IncomingHttpHeaders): BodyFormat {
  if (accept.includes('CLOUDEVENTS') && isBinaryEvent(headers)) return 'CLOUDEVENTS';
  const type = mediaTypeOf(headers);
  const known = Object.keys(formats) as BodyFormat[];
  const found = known.find(
    (format) => accept.includes(format) && (formats[format].pattern.test(type) || (format === 'TEXT' && type === '')),
  );
  if (found) return found;
  const allowed = known.filter((format) => accept.includes(format)).map((format) => formats[format].type);
  throw refusal('CONTENT_TYPE_WRONG', { allowed: allowed.join(', '), type: headers['content-type'] ?? 'nothing' });
}
