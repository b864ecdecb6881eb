import { refusal } from '../../errors';
import { idKey } from '../../relay/idKey';

/** The number of the request that an input names by ID, by number, or both. Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID. */
export function requestReference({ id, number }: { id?: string | null; number?: number | null }): number {
  const byId = idKey('id', id, 'Request')?.[0];
  if (byId !== undefined && number != null && byId !== number) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'number' });
  const found = byId ?? number;
  if (found == null) throw refusal('REFERENCE_MISSING', { what: 'A request ID or number' });
  return found;
}
