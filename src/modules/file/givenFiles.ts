import { isDeepStrictEqual } from 'node:util';
import { sql } from '../../sql';
import type { Json } from '../../engine/state';
import type { FileDescriptor, FileCopy } from '../../store/file';
import type { Database } from '../../store/openDatabase';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A file of one request that another may take. */
export interface GivenFile {
  from: number;
  descriptor: FileDescriptor;
}

/** The files of these requests that stand anywhere in a value. What only looks like one is none. No statement where nothing does. */
export async function findFilesIn(db: Pick<Database, 'read'>, requestIds: readonly number[], value: Json): Promise<GivenFile[]> {
  const likely = [...descriptorsIn(value)];
  if (likely.length === 0) return [];
  const ids = likely.map(({ id }) => id);
  const rows = await db.read<FileDescriptor & { from: number }>(sql`
    SELECT request_id AS "from", id, name, content_type AS "contentType", size, encode(sha256, 'hex') AS sha256
    FROM file WHERE request_id = ANY (${requestIds}::int[]) AND id = ANY (${ids}::uuid[])`);
  return rows.flatMap(({ from, ...row }) =>
    likely
      .filter(
        ({ id, name, contentType, size, sha256 }) =>
          id === row.id && name === row.name && contentType === row.contentType && size === row.size && sha256 === row.sha256,
      )
      .map((descriptor) => ({ from, descriptor })),
  );
}

function* descriptorsIn(value: Json): Generator<FileDescriptor> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value) && typeof value.id === 'string' && uuid.test(value.id) && 'sha256' in value)
    yield value as unknown as FileDescriptor;
  else for (const inner of Object.values(value)) yield* descriptorsIn(inner);
}

/** Those of the files that are among these values, to be copied. */
export function copiesAmong(values: readonly Json[], given: readonly GivenFile[]): FileCopy[] {
  const taken = given.filter(({ descriptor }) => values.some((value) => isDeepStrictEqual(value, descriptor)));
  return taken.map(({ from, descriptor: { id } }) => ({ from, id }));
}
