import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { FoundConnection } from '../findConnection';
import type { ViewOwnership } from './access';

/** A view as the fields of `View` read it. */
export interface ViewRow extends ViewOwnership {
  id: number;
  name: string;
  description: string;
  kind: 'REQUESTS' | 'ACTIONS';
  /** As it was stored: to be read through its type of the schema again before it is used. */
  orderBy: unknown;
}

/** Its columns out of `"view" v`; its filter is loaded when it is used. */
export const viewColumns: Sql = sql`v.id, v.owner_id AS "ownerId", v.is_shared AS "isShared", v.name, v.description, v.kind, v.order_by AS "orderBy"`;

/** A page of views. */
export type ViewRows = FoundConnection<ViewRow>;
