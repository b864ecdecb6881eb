import { randomUUID } from 'node:crypto';
import { sql } from '../../sql';
import type { Json, Case } from '../../engine/state';
import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { CreateCaseInput } from '../../generated/graphql';
import { commitCreation } from '../keepAnswered';
import type { Operation } from '../operation';
import type { CaseRow } from './case';

type Fields = Omit<Case, 'id' | 'uuid'>;

/** The most characters of each text. */
const maxCharacters: Record<Exclude<keyof Fields, 'data'>, number> = {
  firstName: 255,
  lastName: 255,
  personalNumber: 255,
  email: 255,
  phone: 255,
  companyName: 255,
  companyNumber: 255,
  companyAddress: 1_000,
};
/** The most bytes of `data` as JSON: it is read with each step of a run. */
const maxDataBytes = limits.caseDataBytes.value;

/** Makes a case, which is seen by the viewer and by administrators. Throws INPUT_INVALID. */
export const createCase: Operation<CreateCaseInput, { case: CaseRow }> = {
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

/** Returns what is known of a case; what is not given is null. Throws INPUT_INVALID for what is too long. */
function toCaseFields(input: CreateCaseInput): Fields {
  const texts = Object.fromEntries(
    Object.entries(maxCharacters).map(([name, limit]) => {
      const text = input[name as keyof typeof maxCharacters] ?? null;
      if (text !== null && text.length > limit) throw tooLong(name, `must be at most ${limit} characters long, not ${text.length}`);
      return [name, text];
    }),
  ) as Omit<Fields, 'data'>;
  const data = (input.data ?? null) as Json;
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes > maxDataBytes) throw tooLong('data', `must be at most ${maxDataBytes} bytes of JSON, not ${bytes}`);
  return { ...texts, data };
}

function tooLong(path: string, reason: string): Error {
  return refusal('INPUT_INVALID', { path, reason }, { argument: path });
}
