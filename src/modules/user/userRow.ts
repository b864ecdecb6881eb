import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { NotificationKind } from '../../generated/graphql';
import type { Viewer } from '../../store/viewer';
import type { FoundConnection } from '../findConnection';

/** A user as the fields of `User` read it. */
export interface UserRow extends Pick<Viewer, 'id' | 'userName' | 'firstName' | 'lastName' | 'email' | 'status' | 'isAdministrator'> {
  disabledNotifications: NotificationKind[];
}

/** Its columns out of `"user" u`. */
export const userColumns: Sql = sql`u.id, u.user_name AS "userName", u.first_name AS "firstName", u.last_name AS "lastName", u.email, u.status,
  u.is_administrator AS "isAdministrator", u.disabled_notifications::text[] AS "disabledNotifications"`;

/** A page of users. */
export type UserRows = FoundConnection<UserRow>;
