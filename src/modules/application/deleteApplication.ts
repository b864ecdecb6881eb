import { refusal } from '../../errors';
import type { DeleteApplicationInput } from '../../generated/graphql';
import { administer } from '../administer';
import { applicationKey } from './applicationKey';

/** Removes an application; its URL is unknown from then on. Throws APPLICATION_NOT_FOUND. */
export const deleteApplication = administer<DeleteApplicationInput, object>(async (context, input) => {
  const { count } = await context.db.prisma.application.deleteMany({ where: { id: applicationKey(input.id) } });
  if (count === 0) throw refusal('APPLICATION_NOT_FOUND', { application: input.id });
  return {};
});
