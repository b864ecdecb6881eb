import { sql } from '../sql';
import type { Context } from '../context';
import type { Resolvers } from '../generated/graphql';
import { completableBranches } from '../modules/action/completableActions';
import { findActions } from '../modules/action/findActions';
import { watchActions } from '../modules/action/watchActions';
import { findFolders } from '../modules/process/folder';
import { findRequests } from '../modules/request/read/findRequests';
import { principalsOf, type Principals } from '../modules/principals';
import { canSeePrivateFields, getUserRow, findUser, findUsers } from '../modules/user/user';
import { findGroup, loadGroupsOfUser, findGroups } from '../modules/user/group';
import { canManageApiTokensOf } from '../modules/apiToken/apiToken';
import { canDelegate } from '../modules/delegation/delegation';
import { canManageSessionsOf, findSessions } from '../modules/user/session';
import { toGlobalId } from '../relay/globalId';
import { isAdministrator } from '../modules/audit/audited';

/** The user `parent.id` for themselves alone: whom others stand in for is nobody else's business. */
const parentPrincipals: Principals = {
  people: [sql`parent.id`],
  groupIds: sql`ARRAY(SELECT group_id FROM group_member WHERE user_id = parent.id)`,
  managedFolderIds: [],
  processName: null,
  participant: null,
};

export const userResolvers: Resolvers = {
  Query: {
    sessions: (_, args, context) => findSessions(context, 'sessions', args),
    viewer: (_, __, context) => getUserRow(context, context.viewer.id),
    user: (_, args, context) => findUser(context, args),
    group: (_, args, context) => findGroup(context, args),
    users: (_, args, context) => findUsers(context, 'users', args),
    groups: (_, args, context) => findGroups(context, 'groups', args),
  },
  Subscription: {
    myActionsChanged: {
      subscribe: (_, __, context) => watchActions(context),
      resolve: (_: unknown, __: unknown, context: Context) => getUserRow(context, context.viewer.id),
    },
  },
  User: {
    id: ({ id }) => toGlobalId('User', id),
    email: (user, _, context) => (canSeePrivateFields(user, context.viewer) ? user.email : null),
    isAdministrator: (user, _, context) => (canSeePrivateFields(user, context.viewer) ? user.isAdministrator : null),
    disabledNotifications: (user, _, context) => (canSeePrivateFields(user, context.viewer) ? user.disabledNotifications : null),
    groups: ({ id }, _, context) => loadGroupsOfUser(context, id),
    groupConnection: ({ id }, args, context) =>
      findGroups(context, 'User.groupConnection', args, {
        where: sql`EXISTS (SELECT FROM group_member m WHERE m.user_id = parent.id AND m.group_id = g.id)`,
        parentId: id,
      }),
    viewerCanChange: (_, __, context) => isAdministrator(context.viewer),
    viewerCanDelegate: ({ id }, _, context) => canDelegate(id, context.viewer),
    viewerCanCreateApiToken: ({ id }, _, context) => canManageApiTokensOf(id, context.viewer),
    viewerCanEndSessions: ({ id }, _, context) => canManageSessionsOf(id, context.viewer),
    sessions: ({ id }, args, context) => findSessions(context, 'User.sessions', args, { userId: id }),
    managedFolders: ({ id }, args, context) =>
      findFolders(context, 'User.managedFolders', args, {
        where: sql`f.id IN (
          SELECT folder_id FROM folder_manager_user WHERE user_id = parent.id
          UNION SELECT m.folder_id FROM folder_manager_group m JOIN group_member g ON g.group_id = m.group_id WHERE g.user_id = parent.id)`,
        parentId: id,
      }),
    actions: ({ id }, args, context) =>
      findActions(context, 'User.actions', args, {
        reasons: (id === context.viewer.id ? principalsOf(context.viewer) : [parentPrincipals]).flatMap(completableBranches),
        parentId: id,
        isVisible: id === context.viewer.id,
      }),
    requests: ({ id }, args, context) =>
      findRequests(context, 'User.requests', args, {
        where: sql`r.requester_id = parent.id`,
        parentId: id,
        isVisible: id === context.viewer.id,
      }),
  },
  Session: {
    id: ({ id }) => toGlobalId('Session', id),
    user: ({ userId }, _, context) => getUserRow(context, userId),
    viewerCanEnd: ({ userId }, _, context) => canManageSessionsOf(userId, context.viewer),
  },
  Group: {
    id: ({ id }) => toGlobalId('Group', id),
    viewerCanChange: (_, __, context) => isAdministrator(context.viewer),
    managedFolders: ({ id }, args, context) =>
      findFolders(context, 'Group.managedFolders', args, {
        where: sql`EXISTS (SELECT FROM folder_manager_group m WHERE m.group_id = parent.id AND m.folder_id = f.id)`,
        parentId: id,
      }),
    users: ({ id }, args, context) =>
      findUsers(context, 'Group.users', args, {
        joins: [{ tables: sql`group_member m`, where: sql`m.group_id = parent.id AND m.user_id = u.id` }],
        parentId: id,
      }),
  },
};
