import type { UpdateViewerInput } from '../../generated/graphql';
import { audited } from '../audit/audited';
import { describeUser, type UserRow } from './user';

/** Changes what the viewer may choose for themselves; absent fields stay. */
export const updateViewer = audited<UpdateViewerInput, { user: UserRow }>({
  operation: 'updateViewer',
  run({ viewer: { id, userName } }, { disabledNotifications }, change) {
    return change(async (tx, audit) => {
      const before = await describeUser(tx, id);
      const user = await tx.user.update({
        where: { id },
        data: { ...(disabledNotifications && { disabledNotifications: [...new Set(disabledNotifications)] }) },
      });
      audit({ type: 'User', id, name: userName }, before, await describeUser(tx, id));
      return { user };
    });
  },
});
