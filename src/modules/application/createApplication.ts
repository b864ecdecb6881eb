import { refusal } from '../../errors';
import type { CreateApplicationInput } from '../../generated/graphql';
import type { Prisma } from '../../generated/prisma/client';
import { administer } from '../administer';
import { checkName } from '../checkName';
import { getUserIds } from '../user/getUserIds';
import type { ApplicationRow } from './applicationRow';
import { createToken } from './createToken';
import { toApplicationData } from './toApplicationData';
import { toHookUrl } from './toHookUrl';

/** What is shown only when a token is made. */
export interface ApplicationWithToken {
  application: ApplicationRow;
  url: string;
  token: string;
}

/** Registers an outside system and makes its private URL. Throws APPLICATION_EXISTS, USERS_UNKNOWN, INPUT_INVALID. */
export const createApplication = administer<CreateApplicationInput, ApplicationWithToken>(async (context, input) => {
  const { token, tokenHash } = createToken();
  const name = checkName('name', input.name);
  const data = { ...toApplicationData(input), name, kind: input.kind, tokenHash } as Prisma.ApplicationCreateManyInput;
  if (input.impersonateUserName != null) await getUserIds(context.db.prisma, [input.impersonateUserName]);
  const { count } = await context.db.prisma.application.createMany({ data, skipDuplicates: true });
  if (count === 0) throw refusal('APPLICATION_EXISTS', { application: name });
  const application = await context.db.prisma.application.findUniqueOrThrow({ where: { name } });
  return { application, url: toHookUrl(context, token), token };
});
