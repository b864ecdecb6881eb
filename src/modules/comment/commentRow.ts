import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { FoundConnection } from '../findConnection';

/** A comment as the fields of `Comment` read it. */
export interface CommentRow {
  requestId: number;
  number: number;
  authorId: number;
  at: Date;
}

/** Its columns out of `comment c`; its message is loaded when it is asked for. */
export const commentColumns: Sql = sql`c.request_id AS "requestId", c.number, c.author_id AS "authorId", c.at`;

/** A page of comments. */
export type CommentRows = FoundConnection<CommentRow>;
