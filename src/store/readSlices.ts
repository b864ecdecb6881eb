import { sql } from '../sql';
import type { Database } from './openDatabase';

/** So many bytes are in memory at a time, about. */
const slice = 256 * 1024;

/** Which file of which request. */
interface StoredFile {
  requestId: number;
  id: string;
}

/** The bytes of a stored file from `start` to `end` (both inclusive, from 0), a slice by a statement: no connection is held in between. */
export async function* readSlices(db: Database, { requestId, id }: StoredFile, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at <= end; at += slice) {
    const size = Math.min(slice, end + 1 - at);
    const [row] = await db.read<{ bytes: Buffer }>(
      sql`SELECT substring(bytes FROM ${at + 1}::int FOR ${size}::int) AS bytes FROM file WHERE request_id = ${requestId} AND id = ${id}::uuid`,
    );
    if (row?.bytes.length !== size) throw new Error(`File ${id} of request ${requestId} is gone`);
    yield row.bytes;
  }
}
