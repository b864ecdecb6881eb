/** A stored file of another request that is to be stored with this one as well, under the same ID. Its bytes do not leave the database. */
export interface FileCopy {
  /** The number of the other request. */
  from: number;
  id: string;
}
