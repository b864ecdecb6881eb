import { randomUUID } from 'node:crypto';
import type { Context } from '../../../context';
import { advance } from '../../../engine/advance';
import type { Command, DataChange } from '../../../engine/command';
import { newRequest } from '../../../engine/commands/request';
import type { FindMember } from '../../../engine/run/run';
import type { Case, Family, Json, Parent, Person } from '../../../engine/state';
import type { Actor, ChangeSet } from '../../../store/commitChanges';
import type { LoadedProcess } from '../../../store/load/loadDefinition';
import type { LoadedRequest } from '../../../store/load/loadRequest';
import type { Party } from '../../../store/viewer';

/** A change set without what is committed beside it. */
export type DecidedSet = Omit<ChangeSet, 'answer' | 'delivery' | 'jobs'>;

/** Lets the engine decide what a command does to a request. Throws the refusals of the command. */
export async function toChangeSet(
  request: LoadedRequest,
  command: Command,
  at: Date,
  actor: Actor,
  findMember: FindMember,
): Promise<DecidedSet> {
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

/** What a new request begins with. */
export interface Beginning {
  number: number;
  process: LoadedProcess;
  requester: Pick<Party, keyof Person | 'status'>;
  isTest: boolean;
  /** What started the run, for the definition to read. */
  runtime: Json;
  /** The action of another request that starts it, null where somebody does. */
  parent: Parent | null;
  family: Family;
  /** Whom it runs for. */
  case: Case | null;
  at: Date;
  /** Who starts it, through what. */
  actor: Actor;
}

/** Lets the engine decide how a new request begins. Throws the refusals of CREATE. */
export async function toStartSet(
  { number, process, requester, isTest, runtime, parent, family, case: person, at, actor }: Beginning,
  data: DataChange,
  findMember: FindMember,
): Promise<DecidedSet> {
  const operation = randomUUID();
  const { id, userName, firstName, lastName, email } = requester;
  const asPerson = { id, userName, firstName, lastName, email };
  const fresh = newRequest({
    id: number,
    uuid: operation,
    parent,
    family,
    isTest,
    requester: asPerson,
    inactive: requester.status === 'ACTIVE' ? [] : [{ id, userName }],
    openedAt: at.toISOString(),
    runtime,
    case: person,
  });
  return {
    operation,
    requestId: number,
    requesterId: requester.id,
    over: { processId: process.id, definitionHash: process.definitionHash, isTest, runtime, parent, case: person },
    family,
    at,
    ...actor,
    changes: await advance(process.compiled, fresh, { type: 'CREATE', data }, at, findMember),
    compiled: process.compiled,
  };
}

/** The caller, who acts on behalf of that user: nobody delegates to themselves. */
export function toActor({ viewer, identity, hook, hops }: Context, onBehalfOfId: number | null): Actor {
  return {
    actorId: viewer.id,
    onBehalfOfId: onBehalfOfId === viewer.id ? null : onBehalfOfId,
    impersonatorId: identity?.impersonator?.id ?? null,
    applicationId: hook?.applicationId ?? null,
    hops,
  };
}
