import type { DeleteApplicationInput } from '../../generated/graphql';
import { administer } from '../administer';
import { describeApplication } from './describeApplication';
import { getApplication } from './getApplication';

/** Removes an application; its URL is unknown from then on. Throws APPLICATION_NOT_FOUND. */
export const deleteApplication = administer<DeleteApplicationInput, object>('deleteApplication', (_, input, change) =>
  change(async (tx, audit) => {
    const application = await getApplication(tx, input.id);
    await tx.application.delete({ where: { id: application.id } });
    audit({ type: 'Application', id: application.id, name: application.name }, describeApplication(application), null);
    return {};
  }),
);
