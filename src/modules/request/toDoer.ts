import type { Context } from '../../context';
import type { Doer } from '../../store/doer';

/** The caller, who acts on behalf of that user: nobody delegates to himself. */
export function toDoer({ viewer, identity, hook, hops }: Context, onBehalfOfId: number | null): Doer {
  return {
    actorId: viewer.id,
    onBehalfOfId: onBehalfOfId === viewer.id ? null : onBehalfOfId,
    impersonatorId: identity?.impersonator?.id ?? null,
    applicationId: hook?.applicationId ?? null,
    hops,
  };
}
