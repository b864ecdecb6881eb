import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { FoundConnection } from '../findConnection';

/** A favorite as the fields of `Favorite` read it. */
export interface FavoriteRow {
  id: number;
  ownerId: number;
  /** One of the two. */
  processId: number | null;
  viewId: number | null;
  description: string;
  /** For whom the call made it, null when it was not delegated. */
  onBehalfOfId: number | null;
}

/** Its columns out of `favorite f`. */
export const favoriteColumns: Sql = sql`f.id, f.owner_id AS "ownerId", f.process_id AS "processId", f.view_id AS "viewId", f.description,
  NULL::int AS "onBehalfOfId"`;

/** A page of favorites. */
export type FavoriteRows = FoundConnection<FavoriteRow>;
