import { createHash } from 'node:crypto';
import { refusal } from '../errors';
import { isObject } from '../modules/guards';
import type { Idempotency } from '../store/idempotency';

/** What of a call its repeats have in common. */
export interface KeyedContent {
  operation: string;
  /** What counts beside the body: the query string; empty for nothing. */
  beside: string;
  /** The body as JSON, and as the bytes that it was. */
  json: unknown;
  body: Buffer;
}

/** The bytes of each part in the hash, 32 in all: so a reused key can be told what differs. */
const parts = [
  ['operation', 4],
  ['query string', 8],
  ['body', 20],
] as const;

/**
 * Returns what a call with this key is known by, null without one; the same key in another scope is another one. Bodies are compared as JSON: blanks and the
 * order of fields make no difference. Throws IDEMPOTENCY_KEY_INVALID.
 */
export function toIdempotency(scope: string, key: string | null, { operation, beside, json, body }: KeyedContent): Idempotency | null {
  if (key === null) return null;
  if (!/^.{1,255}$/.test(key)) throw refusal('IDEMPOTENCY_KEY_INVALID', {});
  const contents = [operation, beside, JSON.stringify(sortFields(json))];
  const bodyHash = parts.map(([, bytes], n) => hash(contents[n] ?? '').slice(0, bytes * 2)).join('');
  return { scope, key, bodyHash, rawHash: hash(beside ? `${operation}?${beside}` : operation, '\n', body) };
}

/** Returns what a call with a key has other than the one that used it first: "operation", "query string and body", … Null for nothing. */
export function differenceOf({ bodyHash, rawHash }: Idempotency, usedHash: string): string | null {
  if (usedHash === bodyHash || usedHash === rawHash) return null;
  let at = 0;
  const differing = parts.filter(([, bytes]) => {
    const from = at;
    at += bytes * 2;
    return usedHash.slice(from, at) !== bodyHash.slice(from, at);
  });
  return differing.map(([name]) => name).join(' and ');
}

function hash(...pieces: (string | Buffer)[]): string {
  const digest = createHash('sha256');
  for (const piece of pieces) digest.update(piece);
  return digest.digest('hex');
}

function sortFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortFields);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sortFields(field)]));
}

/** The input without what makes it, or one of its batch, a repeat of an earlier run. */
export function withoutUids(input: object): object {
  const { uid: _, batch, ...rest } = input as { uid?: unknown; batch?: unknown };
  return Array.isArray(batch) ? { ...rest, batch: batch.map((item: unknown) => (isObject(item) ? withoutUids(item) : item)) } : rest;
}

/** Returns whether an answer says that earlier calls did what was asked for; of many runs, that none of them is new. */
export function isDuplicate({ duplicate, runs }: Record<string, unknown>): boolean {
  if (!Array.isArray(runs)) return duplicate === true;
  const each = runs.map((run) => (isObject(run) ? run.duplicate : undefined));
  return each.includes(true) && !each.includes(false);
}
