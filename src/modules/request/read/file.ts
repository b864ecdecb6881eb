import { sql } from '../../../sql';
import type { Context } from '../../../context';
import { refusal } from '../../../errors';
import type { FileDescriptor } from '../../../store/file';
import { visibleRequests } from './visibleRequests';
import type { Viewer } from '../../../store/viewer';

/** What a file is known by outside: the number of its request, and its own UUID, which nobody guesses. */
interface FileKey {
  requestId: number;
  id: string;
}

/** The key as it stands in a URL: `1728-6f2d…`. */
export function toFileKey({ requestId, id }: FileKey): string {
  return `${requestId}-${id}`;
}

/** The key in a URL, null for what is none. */
export function fromFileKey(text: string): FileKey | null {
  const [, number = '', id = ''] = /^([1-9]\d{0,9})-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(text) ?? [];
  const requestId = Number(number);
  return requestId > 0 && requestId <= 2_147_483_647 ? { requestId, id } : null;
}

/** The value of a FILE as the fields of `FileValue` read it. */
export interface FileValueRow {
  requestId: number;
  file: FileDescriptor;
}

/** The bytes of a file in base64, for callers who can see its request. Batched. Throws CONTENT_EXCEEDED before too much is loaded, FILE_NOT_FOUND where its request is being deleted. */
export async function loadContent({ loaders, db, budget }: Context, { requestId, file }: FileValueRow): Promise<string> {
  budget.takeBytes(file.size);
  const content = await loaders.load('file content', toFileKey({ requestId, id: file.id }), async (keys: string[]) => {
    const rows = await db.read<{ key: string; bytes: Buffer }>(sql`
      SELECT key, f.bytes FROM unnest(${keys}::text[]) AS key
      JOIN file f ON f.request_id = split_part(key, '-', 1)::int AND f.id = substring(key FROM position('-' IN key) + 1)::uuid`);
    return new Map(rows.map(({ key, bytes }) => [key, bytes.toString('base64')]));
  });
  if (content === null) throw refusal('FILE_NOT_FOUND', { file: toFileKey({ requestId, id: file.id }) });
  return content;
}

/** A stored file without its bytes. */
export interface FileRow extends FileKey {
  name: string;
  contentType: string;
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

/** The file with this key, null where there is none that the viewer may see; a viewer who is null sees all. */
export async function loadFileRow({ db, viewer }: Pick<Context, 'db'> & { viewer: Viewer | null }, key: string): Promise<FileRow | null> {
  const asked = fromFileKey(key);
  if (!asked) return null;
  const [row] = await db.read<FileRow>(sql`
    SELECT f.request_id AS "requestId", f.id, f.name, f.content_type AS "contentType", f.size, encode(f.sha256, 'hex') AS sha256
    FROM file f JOIN request r ON r.id = f.request_id
    WHERE f.request_id = ${asked.requestId} AND f.id = ${asked.id}::uuid AND ${viewer ? visibleRequests(viewer) : sql`true`}`);
  return row ?? null;
}
