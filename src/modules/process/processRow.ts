import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { LoadedProcess } from '../../store/loadedProcess';
import type { FoundConnection } from '../findConnection';

/** A version of a process as the fields of `Process` read it. */
export interface ProcessRow extends Pick<LoadedProcess, 'id' | 'name' | 'version' | 'state' | 'folderId'> {
  uuid: string;
  description: string;
  folderName: string;
  deployedAt: Date;
}

/** `SELECT` and `FROM` of it, out of `process p`. */
export const processColumns: Sql = sql`p.id, n.uuid, p.name, p.version, p.description, p.state, p.folder_id AS "folderId", f.name AS "folderName",
  p.deployed_at AS "deployedAt"`;
export const fromProcess: Sql = sql`FROM process p JOIN process_name n ON n.name = p.name JOIN folder f ON f.id = p.folder_id`;

/** A page of versions of processes. */
export type ProcessRows = FoundConnection<ProcessRow>;
