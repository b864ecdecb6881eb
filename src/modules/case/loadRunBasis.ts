import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { Case, Json } from '../../engine/state';
import { refusal } from '../../errors';
import { caseColumn } from '../../store/caseColumn';
import { isUuid } from '../isUuid';
import { visibleCreations } from './visibleCreations';

/** What a run is to be made of. */
export interface RunBasis {
  case: Case;
  /** What was kept for it, null where nothing was asked for. */
  parameters: { processName: string; values: { [name: string]: Json } } | null;
}

type Row = { [field in keyof RunBasis]: RunBasis[field] | null };

/** The case and the parameters of these UUIDs. Throws CASE_NOT_FOUND, PARAMETERS_NOT_FOUND for what the viewer may not see. */
export async function loadRunBasis(
  { db, viewer }: Context,
  { caseId, parametersId }: { caseId: string; parametersId: string | null },
): Promise<RunBasis> {
  const uuidOf = (text: string | null) => (text !== null && isUuid(text) ? text : null);
  const [row] = await db.read<Row>(sql`
    SELECT ${raw(caseColumn)},
      CASE WHEN p.uuid IS NOT NULL THEN jsonb_build_object('processName', p.process_name, 'values', p."values") END AS parameters
    FROM (SELECT ${uuidOf(caseId)}::uuid AS case_id, ${uuidOf(parametersId)}::uuid AS parameters_id) asked
    LEFT JOIN "case" k ON k.uuid = asked.case_id AND ${visibleCreations(sql`k.creator_id`, viewer)}
    LEFT JOIN parameter_set p ON p.uuid = asked.parameters_id AND ${visibleCreations(sql`p.creator_id`, viewer)}`);
  if (!row?.case) throw refusal('CASE_NOT_FOUND', { case: caseId });
  if (parametersId !== null && !row.parameters) throw refusal('PARAMETERS_NOT_FOUND', { parameters: parametersId });
  return { case: row.case, parameters: row.parameters };
}
