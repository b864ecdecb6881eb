import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { QueryCaseArgs } from '../../generated/graphql';
import { idKey } from '../../relay/idKey';
import { isUuid } from '../isUuid';
import { caseColumns, type CaseRow } from './caseRow';
import { loadCaseRow } from './loadCaseRow';
import { visibleCreations } from './visibleCreations';

/** The case of that ID or UUID, null where there is none that the viewer may see. Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID. */
export async function findCase(context: Context, { id, uuid }: QueryCaseArgs): Promise<CaseRow | null> {
  const key = idKey('id', id, 'Case')?.[0];
  if (key === undefined && uuid == null) throw refusal('REFERENCE_MISSING', { what: 'A case ID or UUID' });
  if (uuid == null) return loadCaseRow(context, key ?? 0);
  const row = await loadByUuid(context, uuid);
  if (row && key !== undefined && row.id !== key) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'uuid' });
  return row;
}

function loadByUuid(context: Context, uuid: string): Promise<CaseRow | null> {
  if (!isUuid(uuid)) return Promise.resolve(null);
  return context.loaders.load('case by UUID', uuid.toLowerCase(), async (uuids: string[]) => {
    const rows = await context.db.read<CaseRow>(
      sql`SELECT ${caseColumns} FROM "case" k WHERE k.uuid = ANY (${uuids}::uuid[]) AND ${visibleCreations(sql`k.creator_id`, context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.uuid, row]));
  });
}
