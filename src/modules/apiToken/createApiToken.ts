import { randomBytes } from 'node:crypto';
import { refusal } from '../../errors';
import type { Context } from '../../context';
import type { CreateApiTokenInput } from '../../generated/graphql';
import { apiTokenPrefix } from '../../identity/createApiTokens';
import { isScope, scopes as allScopes, type Scope } from '../../identity/identity';
import { requireQuota } from '../../store/requireQuota';
import { createToken } from '../application/application';
import { audited } from '../audit/audited';
import { checkName } from '../guards';
import { getOwner } from '../user/user';
import { describeApiToken, type ApiTokenRow } from './apiToken';

/**
 * Makes a token of 192 random bits for the viewer, or, for administrators, of another user; it is shown only now. Throws
 * ADMINISTRATORS_ONLY, USER_NOT_FOUND, SCOPES_EXCEEDED, INPUT_INVALID.
 */
export const createApiToken = audited<CreateApiTokenInput, { apiToken: ApiTokenRow; token: string }>({
  operation: 'createApiToken',
  async run(context, input, change) {
    const name = checkName('name', input.name);
    const scopes = checkScopes(context, input.scopes ?? []);
    const expiresAt = checkExpiry(input.expiresAt ?? null, context.clock.now());
    const user = await getOwner(context, input.userName ?? context.viewer.userName);
    const { token, tokenHash } = createToken(apiTokenPrefix + randomBytes(24).toString('base64url'));
    return change(async (tx, audit) => {
      await requireQuota((statement) => tx.$queryRaw(statement), {
        kind: 'API tokens',
        owner: user,
        max: context.ownedLimits['API tokens'],
      });
      const data = { userId: user.id, name, scopes, tokenHash, expiresAt, createdAt: context.clock.now() };
      const apiToken = await tx.apiToken.create({ data, omit: { tokenHash: true } });
      audit({ type: 'ApiToken', id: apiToken.id, name }, null, describeApiToken(apiToken, user.userName));
      return { apiToken, token };
    });
  },
});

/** Each scope once. None means all, so that a token with scopes of its own has to name some. */
function checkScopes({ identity }: Context, given: readonly string[]): Scope[] {
  const unknown = given.find((scope) => !isScope(scope));
  if (unknown !== undefined) {
    const reason = `scope ${JSON.stringify(unknown)} does not exist. Scopes: ${allScopes.join(', ')}`;
    throw refusal('INPUT_INVALID', { path: 'scopes', reason }, { argument: 'scopes' });
  }
  const scopes = allScopes.filter((scope) => given.includes(scope));
  const own = identity?.scopes;
  if (own && (scopes.length === 0 || !scopes.every((scope) => own.includes(scope)))) {
    throw refusal('SCOPES_EXCEEDED', { own: own.join(', ') });
  }
  return scopes;
}

function checkExpiry(expiresAt: Date | null, now: Date): Date | null {
  if (expiresAt === null || expiresAt > now) return expiresAt;
  throw refusal(
    'INPUT_INVALID',
    { path: 'expiresAt', reason: `must be in the future, not ${expiresAt.toISOString()}` },
    { argument: 'expiresAt' },
  );
}
