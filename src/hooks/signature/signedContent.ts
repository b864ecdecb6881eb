import { createHash } from 'node:crypto';
import { readPath } from '../../engine/expression/path';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { readLargeJson } from '../../input/readJson';
import { splitContent } from '../../modules/sender/signatureRules';
import { splitPairs } from '../../modules/trigger/parseQuery';
import { parseValuePath } from '../../modules/valuePath';
import type { HookRequest } from '../hookRequest';
import { mediaTypeOf } from '../trigger/bodyFormats';

/** What a signature can be over. */
export interface SignedCall extends Pick<HookRequest, 'method' | 'headers' | 'query' | 'url'> {
  /** The bytes as they came. */
  body: Buffer;
}

type Signed = SignedCall & { timestamp: string };
type Part = (call: Signed) => string | Buffer;

const parts: Readonly<Record<string, Part>> = {
  body: ({ body }) => body,
  timestamp: ({ timestamp }) => timestamp,
  url: ({ url }) => url,
  method: ({ method }) => method,
  form: sortedForm,
};

/** Returns the signed bytes and texts, in order. Throws SIGNATURE_WRONG where the signature does not cover the body, and INPUT_INVALID for a form with too many fields. */
export function contentOf(template: string, call: Signed): (string | Buffer)[] {
  return splitContent(template).map((piece, n) => (n % 2 === 0 ? piece : valueOf(piece, call)));
}

function valueOf(name: string, call: Signed): string | Buffer {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part) return part(call);
  const value = call.headers[name.slice('headers.'.length).toLowerCase()];
  return typeof value === 'string' ? value : '';
}

/**
 * The fields of a form, sorted, each with its values, as Twilio signs them. A body that is not a form is signed by its SHA-256 in the query
 * string (`bodySHA256`): it must be there.
 */
function sortedForm({ headers, body, query }: Signed): string {
  if (mediaTypeOf(headers) !== 'application/x-www-form-urlencoded') {
    const hash = new URLSearchParams(query).get('bodySHA256')?.toLowerCase();
    if (body.length > 0 && hash !== createHash('sha256').update(body).digest('hex'))
      throw refusal('SIGNATURE_WRONG', { headers: 'the parameter bodySHA256' });
    return '';
  }
  const fields = new Map<string, Set<string>>();
  for (const [name, value] of splitPairs(body, 'body')) fields.set(name, (fields.get(name) ?? new Set()).add(value));
  const byName = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
  return byName.flatMap(([name, values]) => [...values].sort().map((value) => name + value)).join('');
}

/** Resolves to what a JSON body has at this path; of a list what each item has. Undefined where there is nothing, and where it is not JSON. */
export async function readBodyField(body: Buffer, path: string): Promise<Json | undefined> {
  const read = await readLargeJson(body);
  return 'value' in read ? readPath({ body: read.value as Json }, ['body', ...(parseValuePath(path) ?? [])]) : undefined;
}

/** The value of a header that the signature needs; `all` names all of them. Throws SIGNATURE_MISSING. */
export function readHeader({ headers }: Pick<SignedCall, 'headers'>, header: string, all: string): string {
  const value = headers[header.toLowerCase()];
  if (typeof value !== 'string' || value === '') throw refusal('SIGNATURE_MISSING', { part: `The header ${header}`, parts: all });
  return value;
}
