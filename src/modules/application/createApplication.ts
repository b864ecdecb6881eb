import { refusal } from '../../errors';
import type { CreateApplicationInput } from '../../generated/graphql';
import type { Prisma } from '../../generated/prisma/client';
import { administer } from '../audit/audited';
import { checkName } from '../guards';
import { requireDistinctName } from '../requireDistinctName';
import { requireTotal } from '../../store/requireQuota';
import { getUserIds } from '../user/user';
import { toApplicationRow, toHookUrl, createToken, describeApplication, type ApplicationRow } from './application';
import { toApplicationData, toSecret } from './toApplicationData';
import { toTriggerData } from './toTriggerData';

/** What is shown only when a token is made. */
export interface ApplicationWithToken {
  application: ApplicationRow;
  url: string;
  token: string;
}

/** What is shown only when it is made. */
export interface ApplicationWithSecrets extends ApplicationWithToken {
  /** What callers of kind WORKFLOWS send; null for other kinds. */
  secret: string | null;
}

/** Registers an outside system and makes its private URL. Throws APPLICATIONS_EXCEEDED, APPLICATION_EXISTS, NAME_NEAR, USERS_UNKNOWN, INPUT_INVALID and what `toTriggerData` throws. */
export const createApplication = administer<CreateApplicationInput, ApplicationWithSecrets>(
  'createApplication',
  async (context, input, change) => {
    const { token, tokenHash } = createToken();
    const name = checkName('name', input.name);
    const { secret, secretHash } = toSecret(input.kind, input.secret ?? undefined) ?? { secret: null, secretHash: null };
    const data = {
      ...toApplicationData(input, context.secrets, input.trigger?.sender ?? null),
      name,
      kind: input.kind,
      tokenHash,
      secretHash,
    };
    return change(async (tx, audit) => {
      await requireTotal(tx, 'application');
      if (input.impersonateUserName != null) await getUserIds(tx, [input.impersonateUserName]);
      const trigger = await toTriggerData(
        tx,
        { kind: input.kind, trigger: null, triggerVerifyToken: null },
        input.trigger,
        context.secrets,
      );
      const { count } = await tx.application.createMany({
        data: { ...data, ...trigger } as Prisma.ApplicationCreateManyInput,
        skipDuplicates: true,
      });
      if (count === 0) {
        await requireDistinctName(tx, 'application', name);
        throw refusal('APPLICATION_EXISTS', { application: name });
      }
      const application = await tx.application.findUniqueOrThrow({ where: { name } });
      audit({ type: 'Application', id: application.id, name }, null, describeApplication(application));
      return { application: toApplicationRow(application), url: toHookUrl(context, token), token, secret };
    });
  },
);
