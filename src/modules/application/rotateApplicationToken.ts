import type { RotateApplicationTokenInput } from '../../generated/graphql';
import { administer } from '../administer';
import type { ApplicationWithToken } from './createApplication';
import { createToken } from './createToken';
import { getApplicationId } from './getApplicationId';
import { toHookUrl } from './toHookUrl';

/** Makes a new private URL; the old one is unknown from then on. Throws APPLICATION_NOT_FOUND. */
export const rotateApplicationToken = administer<RotateApplicationTokenInput, ApplicationWithToken>(async (context, input) => {
  const id = await getApplicationId(context, input.id);
  const { token, tokenHash } = createToken();
  const application = await context.db.prisma.application.update({ where: { id }, data: { tokenHash } });
  return { application, url: toHookUrl(context, token), token };
});
