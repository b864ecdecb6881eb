import { refusal } from '../../errors';
import type { DeleteSecretInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { describeSecret } from './secret';
import { toGlobalId } from '../../relay/globalId';

/** Removes a secret. Calls that need it fail from then on. Throws SECRET_NOT_FOUND. */
export const deleteSecret = administer<DeleteSecretInput, { deletedSecretId: string }>('deleteSecret', (_, { name }, change) =>
  change(async (tx, audit) => {
    const [found] = await tx.$queryRaw<{ id: number }[]>`SELECT id FROM secret WHERE name = ${name} FOR UPDATE`;
    if (!found) throw refusal('SECRET_NOT_FOUND', { secret: name });
    const secret = await tx.secret.delete({ where: { name } });
    audit({ type: 'Secret', id: secret.id, name }, describeSecret(secret), null);
    return { deletedSecretId: toGlobalId('Secret', secret.id) };
  }),
);
