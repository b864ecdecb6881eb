import { sql, type Sql } from '../sql';

/** A condition on `delegation d`: that today, in UTC, is one of its days. Both ends count. */
export const holdsToday: Sql = sql`(now() AT TIME ZONE 'UTC')::date BETWEEN COALESCE(d.from_date, '-infinity') AND COALESCE(d.to_date, 'infinity')`;
