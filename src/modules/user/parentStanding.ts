import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Standing } from '../delegation/standingsOf';

/** The user `parent.id` for himself alone: whom others stand in for is nobody else's business. */
export const parentStanding: Standing = {
  people: [sql`parent.id`],
  groupIds: sql`ARRAY(SELECT group_id FROM group_member WHERE user_id = parent.id)`,
  managedFolderIds: [],
  processName: null,
  participant: null,
};
