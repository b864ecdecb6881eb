import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { visibleRequests } from '../request/visibleRequests';
import { fromFileKey, type FileKey } from './fileKey';

/** A stored file without its bytes. */
export interface FileRow extends FileKey {
  name: string;
  contentType: string;
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

/** The file with this key, null where there is none that the viewer may see. */
export async function loadFileRow({ db, viewer }: Context, key: string): Promise<FileRow | null> {
  const asked = fromFileKey(key);
  if (!asked) return null;
  const [row] = await db.read<FileRow>(sql`
    SELECT f.request_id AS "requestId", f.id, f.name, f.content_type AS "contentType", f.size, encode(f.sha256, 'hex') AS sha256
    FROM file f JOIN request r ON r.id = f.request_id
    WHERE f.request_id = ${asked.requestId} AND f.id = ${asked.id}::uuid AND ${visibleRequests(viewer)}`);
  return row ?? null;
}
