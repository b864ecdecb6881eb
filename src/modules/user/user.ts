import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { NotificationKind, UserFilter, UserOrder, UserOrderField } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { sql, join, type Sql } from '../../sql';
import type { Transaction } from '../../store/openDatabase';
import type { Viewer } from '../../store/viewer';
import type { Facts } from '../audit/audited';
import {
  contains,
  findConnection,
  isOneOf,
  searchConnection,
  type SearchTerm,
  whereFilter,
  whereGiven,
  startsWith,
  orderOf,
  type FoundConnection,
  type Orders,
} from '../findConnection';
import { userReference } from './userReference';

/** A user as the fields of `User` read it. */
export interface UserRow extends Pick<Viewer, 'id' | 'userName' | 'firstName' | 'lastName' | 'email' | 'status' | 'isAdministrator'> {
  disabledNotifications: NotificationKind[];
}

/** Its columns out of `"user" u`. */
const userColumns: Sql = sql`u.id, u.user_name AS "userName", u.first_name AS "firstName", u.last_name AS "lastName", u.email, u.status,
  u.is_administrator AS "isAdministrator", u.disabled_notifications::text[] AS "disabledNotifications"`;

/** A page of users. */
export type UserRows = FoundConnection<UserRow>;

/** Returns whether the user may see the user's address and rights: the user themselves, and administrators. */
export function canSeePrivateFields(user: UserRow, viewer: Viewer): boolean {
  return user.id === viewer.id || viewer.isAdministrator;
}

/** Resolves to what the audit trail compares of a user. */
export async function describeUser(tx: Transaction, id: number): Promise<Facts> {
  const user = await tx.user.findUniqueOrThrow({
    where: { id },
    omit: { id: true, createdAt: true },
    include: { groups: { select: { group: { select: { name: true } } }, orderBy: { group: { name: 'asc' } } } },
  });
  const { passwordHash: password, groups, ...facts } = user;
  return { ...facts, password, groupNames: groups.map(({ group }) => group.name) };
}

/** The user of that ID, null where there is none. Batched. */
export function loadUserRow(context: Context, id: number): Promise<UserRow | null> {
  return context.loaders.load('user', id, (ids: number[]) =>
    context.shareReads('user', ids, async (all) => {
      const rows = await context.db.read<UserRow>(sql`SELECT ${userColumns} FROM "user" u WHERE u.id = ANY (${all})`);
      return new Map(rows.map((row) => [row.id, row]));
    }),
  );
}

/** The user of that ID, which something refers to: users are never removed. Batched. */
export async function getUserRow(context: Context, id: number): Promise<UserRow> {
  const row = await loadUserRow(context, id);
  if (!row) throw new Error(`User ${id} is gone`);
  return row;
}

/** The user by ID, by user name, or both. Null where there is none. Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID. */
export async function findUser(context: Context, args: { id?: string | null; userName?: string | null }): Promise<UserRow | null> {
  const { id, userName } = userReference('id', args.id, args.userName);
  if (id === null && userName === null) throw refusal('REFERENCE_MISSING', { what: 'A user ID or user name' });
  const rows = await context.db.read<UserRow>(
    sql`SELECT ${userColumns} FROM "user" u WHERE u.id = ${id}::int OR u.user_name = ${userName}`,
  );
  const meansTwo = rows.some((row) => (id !== null && row.id !== id) || (userName !== null && row.userName !== userName));
  if (meansTwo) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'userName' });
  return rows[0] ?? null;
}

/**
 * Resolves to the user whose API tokens or sessions a call is about: the viewer or, for administrators, any user. Throws ADMINISTRATORS_ONLY,
 * USER_NOT_FOUND.
 */
export async function getOwner(context: Context, userName: string): Promise<{ id: number; userName: string }> {
  const { viewer } = context;
  if (userName === viewer.userName) return viewer;
  if (!viewer.isAdministrator) throw refusal('ADMINISTRATORS_ONLY', { viewer: viewer.userName });
  const user = await findUser(context, { userName });
  if (!user) throw refusal('USER_NOT_FOUND', { user: userName });
  return user;
}

/** The user that an input names by ID, by user name, or both. Throws USER_NOT_FOUND, REFERENCE_MISSING, ID_INVALID. */
export async function getUser(context: Context, args: { id?: string | null; userName?: string | null }): Promise<UserRow> {
  const user = await findUser(context, args);
  if (!user) throw refusal('USER_NOT_FOUND', { user: args.userName ?? args.id ?? '' });
  return user;
}

/** The IDs of the users of these names, each once. Throws USERS_UNKNOWN, naming all that do not exist. */
export async function getUserIds(tx: Transaction, userNames: readonly string[]): Promise<number[]> {
  const users = await tx.user.findMany({ where: { userName: { in: [...userNames] } }, select: { id: true, userName: true } });
  const unknown = userNames.filter((name) => !users.some(({ userName }) => userName === name));
  if (unknown.length > 0) throw refusal('USERS_UNKNOWN', { users: unknown.join(', ') }, { users: unknown });
  return users.map(({ id }) => id);
}

/** The user of that name, null where there is none. Batched. */
export function loadUserNamed(context: Context, userName: string): Promise<UserRow | null> {
  return context.loaders.load('user by name', userName, async (names: string[]) => {
    const rows = await context.db.read<UserRow>(sql`SELECT ${userColumns} FROM "user" u WHERE u.user_name = ANY (${names})`);
    return new Map(rows.map((row) => [row.userName, row]));
  });
}

const orders: Orders<UserOrderField> = {
  CREATED_AT: [{ by: sql`u.id`, type: 'int' }],
  USER_NAME: [{ by: sql`u.user_name`, type: 'text' }],
  LAST_NAME: [
    { by: sql`u.last_name`, type: 'text' },
    { by: sql`u.id`, type: 'int' },
  ],
};

/** Which users a field lists: those of the parent `parent.id`, found in several ways. Each names `"user" u` in its conditions. */
export interface UsersOf {
  parentId: number | string;
  joins: { each?: Sql; tables?: Sql; where?: Sql }[];
}

/** The users, last created first; `of` narrows them to those of a parent. */
export function findUsers(context: Context, name: string, args: UsersArgs, of?: UsersOf): Promise<FoundConnection<UserRow>> {
  return findConnection(context, name, args, toUserList(args, of), of?.parentId);
}

/** The users with each word of a term in their names, or in their address where the viewer may see it, last created first. Throws SEARCH_TOO_SLOW. */
export function searchUsers(context: Context, args: UsersArgs & { term: SearchTerm }): Promise<FoundConnection<UserRow>> {
  const { viewer } = context;
  // The rule of `canSeePrivateFields`: nobody can find out an address that is hidden from them.
  const isEmailVisible = viewer.isAdministrator ? sql`true` : sql`u.id = ${viewer.id}`;
  const found = args.term.words.map((word) => {
    const [inName, inEmail] = [sql`u.first_name || ' ' || u.last_name || ' ' || u.user_name`, sql`u.email`].map((text) =>
      contains(sql`name_key(${text})`, sql`name_key(${word}::text)`),
    );
    return sql`(${inName} OR (${isEmailVisible} AND ${inEmail}))`;
  });
  return searchConnection(context, 'SearchResult.users', args, toUserList(args, undefined, found));
}

type UsersArgs = PageArgs & { filter?: UserFilter | null; orderBy?: UserOrder | null };

function toUserList(args: UsersArgs, of?: UsersOf, conditions: Sql[] = []): List {
  const given = [...whereFilter<UserFilter>(args.filter ?? {}, conditionsOf), ...conditions];
  const where = join([sql`true`, ...given], ' AND ');
  const branches = of?.joins.map((userJoin) => ({
    ...(userJoin.each && { each: userJoin.each }),
    from: sql`FROM ${join([sql`"user" u`, ...(userJoin.tables ? [userJoin.tables] : [])])} WHERE ${userJoin.where ?? sql`true`} AND ${where}`,
  }));
  return {
    columns: userColumns,
    from: sql`FROM "user" u WHERE ${where}`,
    ...(branches && { branches }),
    ...(typeof of?.parentId === 'string' && { parentType: 'text' }),
    ...orderOf(orders, args.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  };
}

function conditionsOf({ userName, userNames, userNameStartsWith, status, statuses, groupName, groupNames }: UserFilter): Sql[] {
  const isIn = (names: string[]) => sql`EXISTS (
    SELECT FROM group_member m JOIN "group" g ON g.id = m.group_id WHERE m.user_id = u.id AND ${isOneOf(sql`g.name`, names)})`;
  return whereGiven([
    [userName, () => sql`u.user_name = ${userName}`],
    [userNames, () => isOneOf(sql`u.user_name`, userNames)],
    [userNameStartsWith, () => startsWith(sql`u.user_name`, userNameStartsWith ?? '')],
    [status, () => sql`u.status = ${status}::user_status`],
    [statuses, () => isOneOf(sql`u.status`, statuses, 'user_status')],
    [groupName, () => isIn([groupName ?? ''])],
    [groupNames, () => isIn(groupNames ?? [])],
  ]);
}
