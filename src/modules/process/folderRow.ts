import type { FoundConnection } from '../findConnection';

/** A folder as the fields of `Folder` read it. */
export interface FolderRow {
  id: number;
  name: string;
}

/** A page of folders. */
export type FolderRows = FoundConnection<FolderRow>;
