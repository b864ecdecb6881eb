import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Answer, Json, Outcome } from '../../engine/state';
import { refusal } from '../../errors';
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

/** What came of the request of that number. Throws REQUEST_NOT_FOUND where it has been deleted. */
export async function loadRunEnd(db: Database, number: number): Promise<RunEnd> {
  const [found] = await db.read<RunEnd>(sql`
    SELECT sub_status AS "subStatus", engine -> 'answer' AS response, output, message FROM request WHERE id = ${number}`);
  if (!found) throw refusal('REQUEST_NOT_FOUND', { request: number });
  return found;
}
