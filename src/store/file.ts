import { raw, sql } from '../sql';
import type { Database } from './openDatabase';

/** What a FILE data holds, as JSON: which file of its request it is, and what is known of it. */
// Not an interface: that would be no JSON for the compiler.
export type FileDescriptor = {
  /** A random UUID. */
  id: string;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** ISO 8601, in UTC. */
  updatedAt: string;
  description?: string;
};

/** A file that is to be written with a change set. */
export interface NewFile {
  descriptor: FileDescriptor;
  bytes: Buffer;
}

/** A stored file of another request that is to be stored with this one as well, under the same ID. Its bytes do not leave the database. */
export interface FileCopy {
  /** The number of the other request. */
  from: number;
  id: string;
}

/** What administrators allow of files in parameters. */
export interface FileRules {
  /** Entries of folders, see `openAllowedFile`. */
  folders: string[];
  /** Entries of URLs, see `allowUrl`. */
  urls: string[];
  /** The largest file, in bytes. */
  maxBytes: number;
}

/** They, as JSON, out of `settings s`. */
export const selectFileRules = `jsonb_build_object('folders', s.file_allowed_folders, 'urls', s.file_allowed_urls, 'maxBytes', s.file_max_bytes)`;

/** The rules of this moment. */
export async function loadFileRules(db: Database): Promise<FileRules> {
  const [row] = await db.read<{ rules: FileRules }>(sql`SELECT ${raw(selectFileRules)} AS rules FROM settings s`);
  if (!row) throw new Error('There are no settings');
  return row.rules;
}

/** Approximate number of bytes in memory at a time. */
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
