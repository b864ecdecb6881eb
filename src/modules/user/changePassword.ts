import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { ChangePasswordInput } from '../../generated/graphql';
import { hashPassword } from '../../identity/hashPassword';
import type { Viewer } from '../../store/viewer';
import { audited } from '../audit/audited';
import { checkUserInput } from './userRules';
import { describeUser, getUserRow, type UserRow } from './user';

/**
 * Gives the viewer a new password; they prove that they are themselves by the one they have. Remembered log-ins end at once, API tokens stay. Throws
 * PASSWORD_MISSING, INPUT_INVALID, LOG_IN_TOO_OFTEN.
 */
export const changePassword = audited<ChangePasswordInput, { user: UserRow }>({
  operation: 'changePassword',
  async run(context, input, change) {
    checkUserInput({ newPassword: input.newPassword });
    const known = await getKnownHash(context, context.viewer);
    const isRight = await context.identity?.verifyPassword(input.currentPassword);
    if (!isRight) throw wrong();
    const passwordHash = await hashPassword(input.newPassword);
    const { id, userName } = context.viewer;
    await change(async (tx, audit) => {
      const before = await describeUser(tx, id);
      // Of two changes at once the second one's current password is no longer that.
      const { count } = await tx.user.updateMany({ where: { id, passwordHash: known }, data: { passwordHash } });
      if (count === 0) throw wrong();
      audit({ type: 'User', id, name: userName }, before, await describeUser(tx, id));
    });
    return { user: await getUserRow(context, id) };
  },
});

async function getKnownHash({ db }: Context, { id, userName }: Viewer): Promise<string> {
  const { passwordHash } = await db.prisma.user.findUniqueOrThrow({ where: { id }, select: { passwordHash: true } });
  if (passwordHash === null) throw refusal('PASSWORD_MISSING', { viewer: userName });
  return passwordHash;
}

const wrong = () =>
  refusal('INPUT_INVALID', { path: 'currentPassword', reason: 'is not your current password' }, { argument: 'currentPassword' });
