import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Answer, Json, Outcome } from '../../engine/state';
import type { Database } from '../../store/openDatabase';

/** What came of a run. */
export interface RunEnd {
  /** Null while it is open. */
  subStatus: Outcome | null;
  /** What the first RESPONSE answered. */
  response: Answer | null;
  output: Json;
  message: string | null;
}

/** What came of the request of that number, which is there. */
export async function loadRunEnd(db: Database, number: number): Promise<RunEnd> {
  const [found] = await db.read<RunEnd>(sql`
    SELECT sub_status AS "subStatus", engine -> 'answer' AS response, output, message FROM request WHERE id = ${number}`);
  if (!found) throw new Error(`There is no request ${number}`);
  return found;
}
