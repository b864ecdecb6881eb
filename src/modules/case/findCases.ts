import { sqltag as sql, join } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { QueryCasesArgs } from '../../generated/graphql';
import { findConnection } from '../findConnection';
import { checkLists, isUserNamed, whereGiven } from '../whereGiven';
import { caseColumns, type CaseRow, type CaseRows } from './caseRow';
import { visibleCreations } from './visibleCreations';
import { orderOf } from '../orderOf';

/** The cases that the viewer may see, last created first. */
export function findCases(context: Context, asked: QueryCasesArgs): Promise<CaseRows> {
  const { personalNumber, email, companyNumber, creatorUserName, creatorUserNames, createdSince, createdAfter, createdBefore } = checkLists(
    asked.filter ?? {},
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
  return findConnection<CaseRow>(context, 'cases', asked, {
    columns: caseColumns,
    from: sql`FROM "case" k WHERE ${join(where, ' AND ')}`,
    ...orderOf({ ID: [{ by: sql`k.id`, type: 'int' }] }, asked.orderBy, { field: 'ID', direction: 'DESC' }),
  });
}
