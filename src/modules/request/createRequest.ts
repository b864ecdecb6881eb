import { randomUUID } from 'node:crypto';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import { advance } from '../../engine/advance';
import type { FindMember } from '../../engine/run/run';
import { newRequest } from '../../engine/newRequest';
import type { CreateRequestInput } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { idKey } from '../../relay/idKey';
import type { Start, StartAsked } from '../../store/loadStart';
import type { LoadedProcess } from '../../store/loadedProcess';
import type { Party, Viewer } from '../../store/viewer';
import { memberFinder } from '../action/memberFinder';
import { commitAnswered } from '../commitAnswered';
import { findDelegator, toDelegationPayload, type DelegationPayload } from '../delegation/findDelegator';
import { personIn } from '../delegation/personIn';
import type { Operation } from '../operation';
import { tryAgain } from '../tryAgain';
import { canSeeProcess, canStartProcess, canTestProcess, isPublic } from '../process/access';
import { peopleAsked, userReference } from '../user/userReference';
import { testFlag } from './testFlag';
import { textsOf } from './textsOf';
import { toDataChange } from './toDataChange';
import { toJobs } from './toJobs';

type Payload = DelegationPayload & { requestId: string; number: number };

/** Starts a process: makes a request and opens its first actions. */
export const createRequest: Operation<CreateRequestInput, Payload> = {
  access: canStartProcess,
  async run(context, input) {
    const onBehalfOf = userReference('onBehalfOf', input.onBehalfOf, input.onBehalfOfUserName);
    const asked = { ...processAsked(input), ...peopleAsked(onBehalfOf), ...textsOf(input) };
    const payload = await tryAgain(async () => {
      const missing = new Set<string>();
      const start = await context.store.loadStart(asked);
      const delegator = findDelegator(context.viewer, start.people, onBehalfOf);
      const process = getVisible(start, asked, context.viewer);
      const requester = personIn(process.name, context.viewer, delegator);
      checkStart(process, asked, requester);
      const created = { requestId: toGlobalId('Request', start.number), number: start.number, ...toDelegationPayload(delegator) };
      const set = await toChangeSet(
        context,
        input,
        asked.isTest,
        start.number,
        process,
        requester,
        memberFinder(start.people, asked.userNames, missing),
      );
      asked.userNames.push(...missing);
      if (missing.size > 0) return null;
      return (await commitAnswered(context, { ...set, jobs: toJobs(set) }, created)) ? created : null;
    });
    if (!payload) throw refusal('PROCESS_CONTENDED', { process: asked.processName ?? toGlobalId('Process', asked.processId ?? 0) });
    return payload;
  },
};

function processAsked(input: CreateRequestInput): Omit<StartAsked, 'userIds' | 'userNames'> {
  const processId = idKey('processId', input.processId, 'Process')?.[0] ?? null;
  const processName = input.processName ?? null;
  if (processId === null && processName === null) throw refusal('REFERENCE_MISSING', { what: 'A process ID or name' });
  return { processId, processName, processVersion: input.processVersion ?? null, isTest: testFlag(input) ?? false };
}

/** The process, if it exists for the viewer. */
function getVisible({ process }: Start, asked: StartAsked, viewer: Viewer): LoadedProcess {
  const name = asked.processName ?? toGlobalId('Process', asked.processId ?? 0);
  if (!process || !canSeeProcess(process, viewer)) throw processNotFound(name, asked);
  return process;
}

/** Checks that it is what was asked for, is in use, and may be started by the requester. */
function checkStart(process: LoadedProcess, asked: StartAsked, requester: Party): void {
  if (asked.processName !== null && process.name !== asked.processName)
    throw refusal('REFERENCES_DISAGREE', { first: 'processId', second: 'processName' });
  if (asked.processVersion !== null && process.version !== asked.processVersion) {
    throw refusal('REFERENCES_DISAGREE', { first: 'processId', second: 'processVersion' });
  }
  const which = { process: process.name, version: process.version };
  if (!isPublic(process)) throw refusal('PROCESS_NOT_PUBLIC', which);
  if (!canStartProcess(process, requester)) throw refusal('START_FORBIDDEN', { ...which, viewer: requester.userName });
  if (process.state === 'ARCHIVED' || process.state === 'UNDER_CONSTRUCTION')
    throw refusal('PROCESS_NOT_IN_USE', { ...which, state: process.state });
  if (process.state === 'TEST' && !asked.isTest) throw refusal('PROCESS_IN_TEST', which);
  if (asked.isTest && !canTestProcess(process, requester)) throw refusal('TEST_FORBIDDEN', { ...which, viewer: requester.userName });
}

function processNotFound(name: string, { processVersion, isTest }: StartAsked): Error {
  if (processVersion !== null) return refusal('PROCESS_VERSION_NOT_FOUND', { process: name, version: processVersion });
  return refusal('PROCESS_NOT_FOUND', { process: name, state: isTest ? 'in test' : 'active' });
}

async function toChangeSet(
  context: Context,
  input: CreateRequestInput,
  isTest: boolean,
  number: number,
  process: LoadedProcess,
  requester: Party,
  findMember: FindMember,
) {
  const at = context.clock.now();
  const operation = randomUUID();
  const { id, userName, firstName, lastName, email } = requester;
  const person = { id, userName, firstName, lastName, email };
  const fresh = newRequest({ id: number, uuid: operation, isTest, requester: person, openedAt: at.toISOString(), runtime: null });
  const data = toDataChange(process.compiled.definition, input.parameters);
  return {
    operation,
    requestId: number,
    requesterId: requester.id,
    over: { processId: process.id, definitionHash: process.definitionHash, isTest, runtime: fresh.runtime },
    at,
    actorId: context.viewer.id,
    onBehalfOfId: requester.id === context.viewer.id ? null : requester.id,
    applicationId: context.hook?.applicationId ?? null,
    changes: await advance(process.compiled, fresh, { type: 'CREATE', data }, at, findMember),
    compiled: process.compiled,
  };
}
