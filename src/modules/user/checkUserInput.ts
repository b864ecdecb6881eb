import { z } from 'zod';
import { refusal } from '../../errors';
import { describeIssue } from '../../input/describeIssue';
import { isMailAddress, userNamePattern } from '../../input/mailbox';

const password = z.string().min(8, 'a password has at least 8 characters').max(1000, 'a password has at most 1000 characters');

const shape = z.object({
  userName: z
    .string()
    .regex(userNamePattern, 'not a user name of 1 to 64 characters without a colon or white space at its ends')
    .optional(),
  password: password.nullish(),
  newPassword: password.optional(),
  email: z.string().refine(isMailAddress, 'not an e-mail address').nullish(),
  firstName: z.string().max(100, 'a name has at most 100 characters').nullish(),
  lastName: z.string().max(100, 'a name has at most 100 characters').nullish(),
});

/** Checks the fields of a user that are given. Throws INPUT_INVALID, which never repeats a password. */
export function checkUserInput(input: z.input<typeof shape>): void {
  const fault = shape.safeParse(input).error?.issues[0];
  if (fault) throw refusal('INPUT_INVALID', { path: String(fault.path[0]), reason: describeIssue(fault) }, { argument: fault.path[0] });
}
