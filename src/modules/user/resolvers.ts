import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { Resolvers } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { findActions } from '../action/findActions';
import { doableActions } from '../action/doableActions';
import { watchActions } from '../action/watchActions';
import { standingsOf } from '../delegation/standingsOf';
import { findFolders } from '../process/findFolders';
import { findRequests } from '../request/findRequests';
import { canSeePrivateFields } from './access';
import { changePassword } from './changePassword';
import { createGroup } from './createGroup';
import { createUser } from './createUser';
import { deleteGroup } from './deleteGroup';
import { findGroups } from './findGroups';
import { findUser } from './findUser';
import { findUsers } from './findUsers';
import { getUserRow } from './getUserRow';
import { findGroup } from './loadGroupRow';
import { loadGroupsOfUser } from './loadGroupsOfUser';
import { parentStanding } from './parentStanding';
import { setUserStatus } from './setUserStatus';
import { updateGroup } from './updateGroup';
import { updateUser } from './updateUser';
import { updateViewer } from './updateViewer';

export const userOperations = {
  createUser,
  updateUser,
  setUserStatus,
  changePassword,
  updateViewer,
  createGroup,
  updateGroup,
  deleteGroup,
};

export const userResolvers: Resolvers = {
  Query: {
    viewer: (_, __, context) => getUserRow(context, context.viewer.id),
    user: (_, asked, context) => findUser(context, asked),
    group: (_, asked, context) => findGroup(context, asked),
    users: (_, asked, context) => findUsers(context, 'users', asked),
    groups: (_, asked, context) => findGroups(context, 'groups', asked),
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
    managedFolders: ({ id }, args, context) =>
      findFolders(context, 'User.managedFolders', args, {
        where: sql`f.id IN (
          SELECT folder_id FROM folder_manager_user WHERE user_id = parent.id
          UNION SELECT m.folder_id FROM folder_manager_group m JOIN group_member g ON g.group_id = m.group_id WHERE g.user_id = parent.id)`,
        parentId: id,
      }),
    actions: ({ id }, args, context) =>
      findActions(context, 'User.actions', args, {
        reasons: (id === context.viewer.id ? standingsOf(context.viewer) : [parentStanding]).flatMap(doableActions),
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
  Group: {
    id: ({ id }) => toGlobalId('Group', id),
    managedFolders: ({ id }, args, context) =>
      findFolders(context, 'Group.managedFolders', args, {
        where: sql`EXISTS (SELECT FROM folder_manager_group m WHERE m.group_id = parent.id AND m.folder_id = f.id)`,
        parentId: id,
      }),
    users: ({ id }, args, context) =>
      findUsers(context, 'Group.users', args, {
        ways: [{ tables: sql`group_member m`, where: sql`m.group_id = parent.id AND m.user_id = u.id` }],
        parentId: id,
      }),
  },
};
