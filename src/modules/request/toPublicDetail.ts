import type { Json } from '../../engine/state';
import { toGlobalId } from '../../relay/globalId';

/** The detail of a line of a history as callers see it: what ends in `Id` is a user, named by his global ID. */
export function toPublicDetail(detail: { [key: string]: Json }): { [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(detail).map(([key, value]) => [
      key,
      key.endsWith('Id') && typeof value === 'number' ? toGlobalId('User', value) : value,
    ]),
  );
}
