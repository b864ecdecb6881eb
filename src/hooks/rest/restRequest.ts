import { refusal, type Refusal } from '../../errors';
import type { Identity } from '../../identity/identity';
import { toErrorAnswer } from '../answers';
import type { HttpCall, HookAnswer } from '../hookRequest';
import type { RestRoute } from './restPaths';

/** A request that reached a route of the Workflows API. */
export interface RestRequest extends HttpCall {
  route: RestRoute;
  /** The UUID in the path, as it was sent; empty where there is none. */
  id: string;
  /** Resolves to who calls. Throws what a log-in throws. */
  logIn(): Promise<Identity>;
}

const maxWaitSeconds = 60;

/** For how many milliseconds `?wait=<seconds>` asks to wait, 0 without it. Throws INPUT_INVALID. */
export function readWait(query: string): number {
  const [wait = '0', ...more] = new URLSearchParams(query).getAll('wait');
  const seconds = /^\d{1,2}$/.test(wait) ? Number(wait) : Infinity;
  if (more.length === 0 && seconds <= maxWaitSeconds) return seconds * 1000;
  throw refusal(
    'INPUT_INVALID',
    { path: 'wait', reason: `must be a whole number of seconds from 0 to ${maxWaitSeconds}` },
    { argument: 'wait' },
  );
}

/** A refusal as the Workflows API answers it: as hooks do (`{error, code}`, without the name of an operation), with what Bearer tokens want of headers. */
export function toRestError(refused: Refusal): HookAnswer {
  const { status, headers, body } = toErrorAnswer(refused);
  const challenge = challengeOf(refused);
  const runStatus = typeof refused.details.status === 'string' ? { status: refused.details.status } : {};
  return {
    status,
    headers: challenge === null ? headers : { ...headers, 'WWW-Authenticate': `Bearer realm="Sluice"${challenge}` },
    body: { ...(body as object), ...runStatus },
  };
}

function challengeOf({ refusal, code, details }: Refusal): string | null {
  if (refusal === 'SCOPE_MISSING') return `, error="insufficient_scope", scope="${String(details.scope)}"`;
  if (code !== 'UNAUTHENTICATED') return null;
  return refusal === 'TOKEN_WRONG' ? ', error="invalid_token"' : '';
}
