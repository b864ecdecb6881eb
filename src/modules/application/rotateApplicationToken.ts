import type { RotateApplicationTokenInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import type { ApplicationWithToken } from './createApplication';
import { toApplicationRow, toHookUrl, createToken, getApplication } from './application';

/** Makes a new private URL; the old one is unknown from then on. Throws APPLICATION_NOT_FOUND. */
export const rotateApplicationToken = administer<RotateApplicationTokenInput, ApplicationWithToken>(
  'rotateApplicationToken',
  async (context, input, change) => {
    const { token, tokenHash } = createToken();
    return change(async (tx, audit) => {
      const { id, name } = await getApplication(tx, input.id);
      const application = await tx.application.update({ where: { id }, data: { tokenHash } });
      audit({ type: 'Application', id, name }, null, { token: tokenHash });
      return { application: toApplicationRow(application), url: toHookUrl(context, token), token };
    });
  },
);
