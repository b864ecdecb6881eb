import { raw, sql } from '../sql';
import type { Database } from './openDatabase';

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
