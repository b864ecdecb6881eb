import { randomUUID } from 'node:crypto';
import type { Context } from '../../../context';
import { advance } from '../../../engine/advance';
import type { Command } from '../../../engine/command';
import type { FindMember } from '../../../engine/run/run';
import type { ChangeSet } from '../../../store/commitChanges';
import type { Actor } from '../../../store/actor';
import type { LoadedRequest } from '../../../store/load/loadRequest';

/** Lets the engine decide what a command does to a request. Throws the refusals of the command. */
export async function toChangeSet(
  request: LoadedRequest,
  command: Command,
  at: Date,
  actor: Actor,
  findMember: FindMember,
): Promise<Omit<ChangeSet, 'answer' | 'jobs'>> {
  return {
    operation: randomUUID(),
    requestId: request.state.id,
    requesterId: request.state.requester.id,
    over: request.version,
    family: request.state.family,
    at,
    ...actor,
    changes: await advance(request.process.compiled, request.state, command, at, findMember),
    compiled: request.process.compiled,
  };
}

/** The caller, who acts on behalf of that user: nobody delegates to himself. */
export function toActor({ viewer, identity, hook, hops }: Context, onBehalfOfId: number | null): Actor {
  return {
    actorId: viewer.id,
    onBehalfOfId: onBehalfOfId === viewer.id ? null : onBehalfOfId,
    impersonatorId: identity?.impersonator?.id ?? null,
    applicationId: hook?.applicationId ?? null,
    hops,
  };
}
