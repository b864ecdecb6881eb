import { randomUUID } from 'node:crypto';
import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Json } from '../../engine/state';
import type { CreateCaseInput } from '../../generated/graphql';
import type { Operation } from '../operation';
import { canCreateCase } from './access';
import type { CaseRow } from './caseRow';
import { commitCreation } from './commitCreation';
import { toCaseFields } from './toCaseFields';

/** Makes a case, which is seen by the viewer and by administrators. Throws INPUT_INVALID. */
export const createCase: Operation<CreateCaseInput, { case: CaseRow }> = {
  access: canCreateCase,
  async run(context, input) {
    const { db, viewer, clock } = context;
    const fields = toCaseFields(input);
    const [next] = await db.query<{ id: number }>(sql`SELECT nextval('case_id_seq')::int AS id`);
    const row = { id: next?.id ?? 0, uuid: randomUUID(), creatorId: viewer.id, createdAt: clock.now(), ...fields };
    return commitCreation(context, 'cases', insertCase(row), { case: row });
  },
};

function insertCase(row: CaseRow & { data: Json }) {
  return sql`INSERT INTO "case" (id, uuid, creator_id, created_at, first_name, last_name, personal_number, email, phone, company_name, company_number,
      company_address, data)
    SELECT ${row.id}::int, ${row.uuid}::uuid, ${row.creatorId}::int, ${row.createdAt}::timestamptz, ${row.firstName}::text, ${row.lastName}::text,
      ${row.personalNumber}::text, ${row.email}::text, ${row.phone}::text, ${row.companyName}::text, ${row.companyNumber}::text,
      ${row.companyAddress}::text, ${row.data === null ? null : JSON.stringify(row.data)}::jsonb
    WHERE EXISTS (SELECT FROM allowed)`;
}
