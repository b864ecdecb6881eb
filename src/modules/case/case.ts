import { raw, sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { Case } from '../../engine/state';
import { refusal } from '../../errors';
import type { QueryCaseArgs, QueryCasesArgs } from '../../generated/graphql';
import { idKey } from '../../relay/globalId';
import { caseColumns as columns } from '../../store/load/caseColumn';
import type { Viewer } from '../../store/viewer';
import { findConnection, checkLists, isUserNamed, whereGiven, orderOf, type FoundConnection } from '../findConnection';
import { isUuid } from '../guards';

/** A case as the fields of `Case` read it. */
export interface CaseRow extends Omit<Case, 'data'> {
  creatorId: number;
  createdAt: Date;
}

/** Its columns out of `"case" k`; its data are loaded when they are asked for. */
const caseColumns: Sql = sql`${raw(columns)}, k.creator_id AS "creatorId", k.created_at AS "createdAt"`;

/** A page of cases. */
export type CaseRows = FoundConnection<CaseRow>;

/** A condition on `creator_id`: that what they made exists for the viewer. Who made a case or parameters, and administrators. */
export function visibleCreations(creatorId: Sql, { id, isAdministrator }: Viewer): Sql {
  return isAdministrator ? sql`true` : sql`${creatorId} = ${id}`;
}

/** The case of that ID, null where there is none that the viewer may see. Batched. */
export function loadCaseRow(context: Context, id: number): Promise<CaseRow | null> {
  return context.loaders.load('case', id, async (ids: number[]) => {
    const rows = await context.db.read<CaseRow>(
      sql`SELECT ${caseColumns} FROM "case" k WHERE k.id = ANY (${ids}) AND ${visibleCreations(sql`k.creator_id`, context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

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

/** The cases that the viewer may see, last created first. */
export function findCases(context: Context, args: QueryCasesArgs): Promise<CaseRows> {
  const { personalNumber, email, companyNumber, creatorUserName, creatorUserNames, createdSince, createdAfter, createdBefore } = checkLists(
    args.filter ?? {},
  );
  const given = whereGiven([
    [personalNumber, () => sql`k.personal_number = ${personalNumber}`],
    [email, () => sql`k.email = ${email}`],
    [companyNumber, () => sql`k.company_number = ${companyNumber}`],
    [creatorUserName, () => sql`k.creator_id = (SELECT id FROM "user" WHERE user_name = ${creatorUserName})`],
    [creatorUserNames, () => isUserNamed(sql`k.creator_id`, creatorUserNames)],
    [createdAfter, () => sql`k.created_at >= ${createdAfter}`],
    [createdSince, () => sql`k.created_at >= ${createdSince}`],
    [createdBefore, () => sql`k.created_at < ${createdBefore}`],
  ]);
  const where = [visibleCreations(sql`k.creator_id`, context.viewer), ...given];
  return findConnection<CaseRow>(context, 'cases', args, {
    columns: caseColumns,
    from: sql`FROM "case" k WHERE ${join(where, ' AND ')}`,
    ...orderOf({ ID: [{ by: sql`k.id`, type: 'int' }] }, args.orderBy, { field: 'ID', direction: 'DESC' }),
  });
}
