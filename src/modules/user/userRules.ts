import { z } from 'zod';
import { refusal } from '../../errors';
import { describeIssue } from '../../input/describeIssue';
import { isMailAddress, userNamePattern } from '../../input/mailbox';
import type { Transaction } from '../../store/openDatabase';

const password = z.string().min(8, 'must be at least 8 characters long').max(1000, 'must be at most 1000 characters long');

const shape = z.object({
  userName: z
    .string()
    .regex(userNamePattern, 'must be a user name of 1 to 64 characters without a colon, and without leading or trailing white space')
    .optional(),
  password: password.nullish(),
  newPassword: password.optional(),
  email: z.string().refine(isMailAddress, 'must be an email address').nullish(),
  firstName: z.string().max(100, 'must be at most 100 characters long').nullish(),
  lastName: z.string().max(100, 'must be at most 100 characters long').nullish(),
});

/** Checks the fields of a user that are given. Throws INPUT_INVALID, which never repeats a password. */
export function checkUserInput(input: z.input<typeof shape>): void {
  const fault = shape.safeParse(input).error?.issues[0];
  if (fault) throw refusal('INPUT_INVALID', { path: String(fault.path[0]), reason: describeIssue(fault) }, { argument: fault.path[0] });
}

/**
 * Changes users, and only if an active administrator is left: nobody could let anybody in again without one. The first thing
 * that a transaction does. Throws LAST_ADMINISTRATOR.
 */
export async function keepAdministrator<Result>(tx: Transaction, change: () => Promise<Result>): Promise<Result> {
  // Two administrators who shut each other out at once: the second waits here, and then sees what the first did.
  await lockUsers(tx);
  const result = await change();
  const left = await tx.user.findFirst({ where: { isAdministrator: true, status: 'ACTIVE' }, select: { id: true } });
  if (!left) throw refusal('LAST_ADMINISTRATOR', {});
  return result;
}

/**
 * Has all that changes users, or who is in which group, go one after the other until its transaction ends: the first thing
 * that it does. What only reads users, or refers to them as requests do, never waits.
 */
export async function lockUsers(tx: Transaction): Promise<void> {
  await tx.$executeRaw`LOCK TABLE "user" IN SHARE ROW EXCLUSIVE MODE`;
}
