/** A folder as the fields of `Folder` read it. */
export interface FolderRow {
  id: number;
  name: string;
}
