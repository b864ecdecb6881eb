import { refusal } from '../../errors';
import type { RevokeApiTokenInput } from '../../generated/graphql';
import { idKey } from '../../relay/globalId';
import { audited } from '../audit/audited';
import { canManageApiTokensOf, describeApiToken, type ApiTokenRow } from './apiToken';

/** Has a token log nobody in any more, at once. One that was revoked before stays as it is. Throws API_TOKEN_NOT_FOUND, ID_INVALID. */
export const revokeApiToken = audited<RevokeApiTokenInput, { apiToken: ApiTokenRow }>({
  operation: 'revokeApiToken',
  run: (context, input, change) =>
    change(async (tx, audit) => {
      const [id = 0] = idKey('id', input.id, 'ApiToken') ?? [];
      // Of two at once the second waits here, and keeps the first one's time.
      await tx.$queryRaw`SELECT FROM api_token WHERE id = ${id} FOR UPDATE`;
      const found = await tx.apiToken.findUnique({ where: { id }, omit: { tokenHash: true }, include: { user: true } });
      if (!found || !canManageApiTokensOf(found.userId, context.viewer)) throw refusal('API_TOKEN_NOT_FOUND', { apiToken: input.id });
      const { user, ...before } = found;
      const data = { revokedAt: before.revokedAt ?? context.clock.now() };
      const apiToken = await tx.apiToken.update({ where: { id }, data, omit: { tokenHash: true } });
      audit(
        { type: 'ApiToken', id, name: apiToken.name },
        describeApiToken(before, user.userName),
        describeApiToken(apiToken, user.userName),
      );
      return { apiToken };
    }),
});
