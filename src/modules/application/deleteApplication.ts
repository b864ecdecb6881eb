import type { DeleteApplicationInput } from '../../generated/graphql';
import { administer } from '../administer';
import { getApplicationId } from './getApplicationId';

/** Removes an application; its URL is unknown from then on. Throws APPLICATION_NOT_FOUND. */
export const deleteApplication = administer<DeleteApplicationInput, object>(async (context, input) => {
  const id = await getApplicationId(context, input.id);
  await context.db.prisma.application.deleteMany({ where: { id } });
  return {};
});
