import type { Case } from '../../engine/state';

/** The columns of `"case" k`, by the fields of a `Case`. */
const columns: Record<keyof Case, string> = {
  id: 'k.id',
  uuid: 'k.uuid',
  firstName: 'k.first_name',
  lastName: 'k.last_name',
  personalNumber: 'k.personal_number',
  email: 'k.email',
  phone: 'k.phone',
  companyName: 'k.company_name',
  companyNumber: 'k.company_number',
  companyAddress: 'k.company_address',
  data: 'k.data',
};

const fields = Object.entries(columns);

/** SQL of the columns of `"case" k` as the fields of a `Case`, but for `data`, which may be large. */
export const caseColumns = fields
  .filter(([name]) => name !== 'data')
  .map(([name, column]) => `${column} AS "${name}"`)
  .join(', ');

/** SQL of the case `k` as the JSON of a `Case`, called "case"; null where there is none. */
export const caseColumn = `CASE WHEN k.id IS NOT NULL THEN jsonb_build_object(${fields
  .map(([name, column]) => `'${name}', ${column}`)
  .join(', ')}) END AS "case"`;
