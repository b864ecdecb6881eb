import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../engine/state';

/** What is known of a subject, by field: JSON values, or anything where the name tells a secret. */
export type Facts = Readonly<Record<string, unknown>>;

/** What became of one field. A secret only changed. */
export type FieldChange = { from: Json; to: Json } | { changed: true };

const secret = /password|token|secret/i;

/** The fields that are not the same before and after. Empty texts, empty lists and null are the same: nothing. */
export function toChanges(before: Facts | null, after: Facts | null): Record<string, FieldChange> {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return Object.fromEntries(
    [...fields].flatMap((field): [string, FieldChange][] => {
      const from = valueOf(before?.[field]);
      const to = valueOf(after?.[field]);
      if (isDeepStrictEqual(from, to)) return [];
      return [[field, secret.test(field) ? { changed: true } : { from: from as Json, to: to as Json }]];
    }),
  );
}

function valueOf(fact: unknown): unknown {
  const isEmpty = fact === undefined || fact === '' || (Array.isArray(fact) && fact.length === 0);
  return isEmpty ? null : fact;
}
