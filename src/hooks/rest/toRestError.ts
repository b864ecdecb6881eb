import type { Refusal } from '../../errors';
import type { HookAnswer } from '../hookRequest';
import { toErrorAnswer } from '../toErrorAnswer';

/** A refusal as the Workflows API answers it: as hooks do (`{error, code}`, without the name of an operation), with what Bearer tokens want of headers. */
export function toRestError(refused: Refusal): HookAnswer {
  const { status, headers, body } = toErrorAnswer(refused);
  const challenge = challengeOf(refused);
  const told = typeof refused.details.status === 'string' ? { status: refused.details.status } : {};
  return {
    status,
    headers: challenge === null ? headers : { ...headers, 'WWW-Authenticate': `Bearer realm="Sluice"${challenge}` },
    body: { ...(body as object), ...told },
  };
}

function challengeOf({ refusal, code, details }: Refusal): string | null {
  if (refusal === 'SCOPE_MISSING') return `, error="insufficient_scope", scope="${String(details.scope)}"`;
  if (code !== 'UNAUTHENTICATED') return null;
  return refusal === 'TOKEN_WRONG' ? ', error="invalid_token"' : '';
}
