import type { Sql } from '@prisma/client/runtime/client';

/** The conditions of those filters that are given: of each pair the second, where the first is neither absent nor null. */
export function whereGiven(filters: [unknown, () => Sql][]): Sql[] {
  return filters.filter(([value]) => value !== null && value !== undefined).map(([, toSql]) => toSql());
}
