import { isDeepStrictEqual } from 'node:util';
import { isLargerThan } from '../../engine/isLargerThan';
import type { Json } from '../../engine/state';
import { limits } from '../../limits';

/** What is known of a subject, by field: JSON values, or anything where the name tells a secret. */
export type Facts = Readonly<Record<string, unknown>>;

/** What became of one field. A secret only changed. */
export type FieldChange = { from: Json; to: Json } | { changed: true };

const secret = /password|token|secret/i;

/** The fields that are not the same before and after; a note stands for what is too large. Empty texts, empty lists and null are the same: nothing. */
export function toChanges(before: Facts | null, after: Facts | null): Record<string, FieldChange> {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return Object.fromEntries(
    [...fields].flatMap((field): [string, FieldChange][] => {
      const from = valueOf(before?.[field]);
      const to = valueOf(after?.[field]);
      if (isDeepStrictEqual(from, to)) return [];
      return [[field, secret.test(field) ? { changed: true } : { from: noteOf(from as Json), to: noteOf(to as Json) }]];
    }),
  );
}

/** The value, or a note of it where it is too large to be kept. */
function noteOf(value: Json): Json {
  const limit = limits.auditFactBytes.value;
  return isLargerThan(value, limit) ? `(more than ${limit} bytes, not kept)` : value;
}

function valueOf(fact: unknown): unknown {
  const isEmpty = fact === undefined || fact === '' || (Array.isArray(fact) && fact.length === 0);
  return isEmpty ? null : fact;
}
