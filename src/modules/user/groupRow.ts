import type { FoundConnection } from '../findConnection';

/** A group as the fields of `Group` read it. */
export interface GroupRow {
  id: number;
  name: string;
}

/** A page of groups. */
export type GroupRows = FoundConnection<GroupRow>;
