import { refusal } from '../../errors';
import type { RotateApplicationTokenInput } from '../../generated/graphql';
import { administer } from '../administer';
import type { ApplicationWithToken } from './createApplication';
import { createToken } from './createToken';
import { applicationKey } from './applicationKey';
import { toHookUrl } from './toHookUrl';

/** Makes a new private URL; the old one is unknown from then on. Throws APPLICATION_NOT_FOUND. */
export const rotateApplicationToken = administer<RotateApplicationTokenInput, ApplicationWithToken>(async (context, input) => {
  const id = applicationKey(input.id);
  const { token, tokenHash } = createToken();
  const [application] = await context.db.prisma.application.updateManyAndReturn({ where: { id }, data: { tokenHash } });
  if (!application) throw refusal('APPLICATION_NOT_FOUND', { application: input.id });
  return { application, url: toHookUrl(context, token), token };
});
