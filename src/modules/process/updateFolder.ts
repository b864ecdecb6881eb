import type { UpdateFolderInput } from '../../generated/graphql';
import { transaction } from '../../store/transaction';
import { administer } from '../administer';
import { checkName } from '../checkName';
import { getGroupIds } from '../user/getGroupIds';
import { getUserIds } from '../user/getUserIds';

/** Names the managers of a folder; makes the folder if there is none of that name. Throws USERS_UNKNOWN, GROUPS_UNKNOWN, NAME_INVALID. */
export const updateFolder = administer<UpdateFolderInput, { folder: { id: number; name: string } }>((context, input) =>
  transaction(context.db, async (tx) => {
    const name = checkName('name', input.name);
    const folder = await tx.folder.upsert({ where: { name }, create: { name }, update: {} });
    const folderId = folder.id;
    if (input.managerUserNames) {
      const userIds = await getUserIds(tx, input.managerUserNames);
      await tx.folderManagerUser.deleteMany({ where: { folderId } });
      await tx.folderManagerUser.createMany({ data: userIds.map((userId) => ({ folderId, userId })) });
    }
    if (input.managerGroupNames) {
      const groupIds = await getGroupIds(tx, input.managerGroupNames);
      await tx.folderManagerGroup.deleteMany({ where: { folderId } });
      await tx.folderManagerGroup.createMany({ data: groupIds.map((groupId) => ({ folderId, groupId })) });
    }
    return { folder };
  }),
);
