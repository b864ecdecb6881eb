import type { UpdateFolderInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { checkName } from '../guards';
import { requireDistinctName } from '../requireDistinctName';
import { getGroupIds } from '../user/group';
import { getUserIds } from '../user/user';
import { describeFolder, type FolderRow } from './folder';

/** Names the managers of a folder; makes the folder if there is none of that name. Throws NAME_NEAR, USERS_UNKNOWN, GROUPS_UNKNOWN, INPUT_INVALID. */
export const updateFolder = administer<UpdateFolderInput, { folder: FolderRow }>('updateFolder', (_, input, change) =>
  change(async (tx, audit) => {
    const name = checkName('name', input.name);
    const { count } = await tx.folder.createMany({ data: [{ name }], skipDuplicates: true });
    if (count === 0) await requireDistinctName(tx, 'folder', name);
    // Two that name the managers of one folder at once: the second waits here.
    await tx.$queryRaw`SELECT FROM folder WHERE name = ${name} FOR UPDATE`;
    const folder = await tx.folder.findUniqueOrThrow({ where: { name } });
    const folderId = folder.id;
    const before = count === 0 ? await describeFolder(tx, folderId) : null;
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
    audit({ type: 'Folder', ...folder }, before, await describeFolder(tx, folderId));
    return { folder };
  }),
);
