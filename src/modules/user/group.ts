import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { GroupFilter, GroupOrder, GroupOrderField } from '../../generated/graphql';
import { idKey } from '../../relay/globalId';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import type { Transaction } from '../../store/openDatabase';
import type { Facts } from '../audit/audited';
import { findConnection, checkLists, isOneOf, whereGiven, startsWith, orderOf, type FoundConnection, type Orders } from '../findConnection';
import { lookUp } from '../lookUp';

/** A group as the fields of `Group` read it. */
export interface GroupRow {
  id: number;
  name: string;
}

/** A page of groups. */
export type GroupRows = FoundConnection<GroupRow>;

/** Resolves to what the audit trail compares of a group. */
export async function describeGroup(tx: Transaction, id: number): Promise<Facts> {
  const { name, members } = await tx.group.findUniqueOrThrow({
    where: { id },
    include: { members: { select: { user: { select: { userName: true } } }, orderBy: { user: { userName: 'asc' } } } },
  });
  return { name, userNames: members.map(({ user }) => user.userName) };
}

/** The group of that ID, null where there is none. Batched. */
export function loadGroupRow(context: Context, id: number): Promise<GroupRow | null> {
  return context.loaders.load('group', id, async (ids: number[]) => {
    const rows = await context.db.read<GroupRow>(sql`SELECT id, name FROM "group" WHERE id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The group of that ID, name or both; null where there is none. Throws what `lookUp` throws. */
export function findGroup(context: Context, args: { id?: string | null; name?: string | null }): Promise<GroupRow | null> {
  return lookUp<GroupRow>(context, args, {
    type: 'Group',
    byId: (id) => loadGroupRow(context, id),
    byNames: (names) => context.db.read(sql`SELECT id, name FROM "group" WHERE name = ANY (${names})`),
    nameOf: ({ name }) => name,
  });
}

/** The groups that a user is in, by name. Batched. Throws NODES_EXCEEDED. */
export async function loadGroupsOfUser(context: Context, userId: number): Promise<GroupRow[]> {
  const groups = await context.loaders.load('groups of user', userId, async (ids: number[]) => {
    const { left } = context.budget;
    const rows = await context.db.read<GroupRow & { userId: number }>(sql`
      SELECT m.user_id AS "userId", g.id, g.name FROM group_member m JOIN "group" g ON g.id = m.group_id
      WHERE m.user_id = ANY (${ids}) ORDER BY g.name LIMIT ${left + 1}`);
    // Cut off: what is asked for is refused as a whole.
    if (rows.length > left) context.budget.take(rows.length);
    const byUser = new Map<number, GroupRow[]>();
    for (const row of rows) byUser.set(row.userId, [...(byUser.get(row.userId) ?? []), row]);
    return byUser;
  });
  context.budget.take(groups?.length ?? 0);
  return groups ?? [];
}

/** The group that an input names by ID, by name, or both. Throws GROUP_NOT_FOUND, REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID. */
export async function getGroup(tx: Transaction, { id, name }: { id?: string | null; name?: string | null }): Promise<GroupRow> {
  const key = idKey('id', id, 'Group')?.[0];
  if (key === undefined && name == null) throw refusal('REFERENCE_MISSING', { what: 'A group ID or name' });
  const found = await tx.group.findMany({
    where: { OR: [...(key === undefined ? [] : [{ id: key }]), ...(name == null ? [] : [{ name }])] },
  });
  const meansTwo = found.some((group) => (key !== undefined && group.id !== key) || (name != null && group.name !== name));
  if (meansTwo) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'name' });
  const [group] = found;
  if (!group) throw refusal('GROUP_NOT_FOUND', { group: name ?? id ?? '' });
  return group;
}

/** The IDs of the groups of these names, each once; none is removed before the transaction ends. Throws GROUPS_UNKNOWN, naming all that do not exist. */
export async function getGroupIds(tx: Transaction, names: readonly string[]): Promise<number[]> {
  const groups = await tx.$queryRaw<GroupRow[]>`SELECT id, name FROM "group" WHERE name = ANY (${[...names]}) ORDER BY id FOR KEY SHARE`;
  const unknown = names.filter((name) => !groups.some((group) => group.name === name));
  if (unknown.length > 0) throw refusal('GROUPS_UNKNOWN', { groups: unknown.join(', ') }, { groups: unknown });
  return groups.map(({ id }) => id);
}

const orders: Orders<GroupOrderField> = {
  CREATED_AT: [{ by: sql`g.id`, type: 'int' }],
  NAME: [{ by: sql`g.name`, type: 'text' }],
};

/** The groups, last created first; `of` narrows them to those of a parent (`parent.id`). */
export function findGroups(
  context: Context,
  list: string,
  args: PageArgs & { filter?: GroupFilter | null; orderBy?: GroupOrder | null },
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<GroupRow>> {
  const { name, names, nameStartsWith } = checkLists(args.filter ?? {});
  const given = whereGiven([
    [name, () => sql`g.name = ${name}`],
    [names, () => isOneOf(sql`g.name`, names)],
    [nameStartsWith, () => startsWith(sql`g.name`, nameStartsWith ?? '')],
  ]);
  const found: List = {
    columns: sql`g.id, g.name`,
    from: sql`FROM "group" g WHERE ${join([of?.where ?? sql`true`, ...given], ' AND ')}`,
    ...orderOf(orders, args.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  };
  return findConnection(context, list, args, found, of?.parentId);
}
