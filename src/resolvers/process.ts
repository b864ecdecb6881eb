import { sql } from '../sql';
import { participantsByRole } from '../engine/definition';
import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { findRequests } from '../modules/request/read/findRequests';
import { findGroups } from '../modules/user/group';
import { findUsers } from '../modules/user/user';
import { canCreateRequest, canManageFolder } from '../modules/process/access';
import { drawDiagram, layOutDiagram } from '../modules/process/drawDiagram';
import { findProcess, findProcesses } from '../modules/process/process';
import { findFolder, findFolders } from '../modules/process/folder';
import { getDefinition, getDocument } from '../modules/process/getDefinition';
import { isAdministrator } from '../modules/audit/audited';

export const processResolvers: Resolvers = {
  Query: {
    process: (_, args, context) => findProcess(context, args),
    processes: (_, args, context) => findProcesses(context, 'processes', args),
    folder: (_, args, context) => findFolder(context, args),
    folders: (_, args, context) => findFolders(context, 'folders', args),
  },
  Process: {
    id: ({ id }) => toGlobalId('Process', id),
    folder: ({ folderId, folderName }) => ({ id: folderId, name: folderName }),
    async viewerCanStart(process, _, context) {
      const definition = await getDefinition(context, process.id);
      return canCreateRequest({ ...process, compiled: { definition, participantsByRole: participantsByRole(definition) } }, context.viewer);
    },
    definition: ({ id, folderId }, _, context) => (canManageFolder(folderId, context.viewer) ? getDocument(context, id) : null),
    diagramLayout: (process, _, context) => layOutDiagram(context, process),
    viewerCanManage: ({ folderId }, _, context) => canManageFolder(folderId, context.viewer),
    viewerCanDeleteTestRequests: (_, __, context) => isAdministrator(context.viewer),
    diagram: (process, { format }, context) => drawDiagram(context, process, format),
    requests: ({ id }, args, context) => findRequests(context, 'Process.requests', args, { process: sql`p.id = parent.id`, parentId: id }),
  },
  Folder: {
    id: ({ id }) => toGlobalId('Folder', id),
    viewerCanDeploy: ({ id }, _, context) => canManageFolder(id, context.viewer),
    viewerCanChange: (_, __, context) => isAdministrator(context.viewer),
    processes: ({ id }, args, context) =>
      findProcesses(context, 'Folder.processes', args, { where: sql`p.folder_id = parent.id`, parentId: id }),
    managerUsers: ({ id }, args, context) =>
      findUsers(context, 'Folder.managerUsers', args, {
        joins: [{ tables: sql`folder_manager_user m`, where: sql`m.folder_id = parent.id AND m.user_id = u.id` }],
        parentId: id,
      }),
    managerGroups: ({ id }, args, context) =>
      findGroups(context, 'Folder.managerGroups', args, {
        where: sql`EXISTS (SELECT FROM folder_manager_group m WHERE m.folder_id = parent.id AND m.group_id = g.id)`,
        parentId: id,
      }),
  },
};
