import type { DeleteApplicationInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { describeApplication, getApplication } from './application';
import { toGlobalId } from '../../relay/globalId';

/** Removes an application; its URL is unknown from then on, its name stays for what came through it. Throws APPLICATION_NOT_FOUND. */
export const deleteApplication = administer<DeleteApplicationInput, { deletedApplicationId: string }>(
  'deleteApplication',
  (_, input, change) =>
    change(async (tx, audit) => {
      const application = await getApplication(tx, input.id);
      const { id, name } = application;
      await tx.removedApplication.create({ data: { id, name } });
      await tx.application.delete({ where: { id } });
      await tx.idempotencyKey.deleteMany({ where: { scope: `Application:${id}` } });
      audit({ type: 'Application', id, name }, describeApplication(application), null);
      return { deletedApplicationId: toGlobalId('Application', id) };
    }),
);
