import type { Clock } from '../../../context';
import type { Command } from '../../../engine/command';
import { Refusal } from '../../../errors';
import type { Store } from '../../../store/createStore';
import { engineActor, type Actor } from '../../../store/actor';
import { isPermanentError, permanentReason } from '../../../store/connection/databaseTrouble';
import { copiesAmong, type GivenFile } from '../../file/givenFiles';
import { memberFinder } from '../../process/access';
import { tryAgain } from '../../keepAnswered';
import { toChangeSet } from './toChangeSet';
import { toJobs } from './toJobs';

type RequestCommand = Extract<Command, { type: 'FINISH_ACTION' | 'WAKE_ACTION' | 'CANCEL_REQUEST' }>;

/**
 * Tells a request what came of the work outside for one of its actions, or that it is to end with the one that started it: nobody does it, and nobody's rights are asked. Of the files of other requests that are `given` it copies those that its data take. Does nothing where
 * that action or request is closed or gone by now. Where what follows from the action can never be stored, the action fails; where nothing that
 * follows from that can be either, the request ends as ERROR. Throws what the database says otherwise, and an Error after too many tries.
 */
export async function advanceRequest(
  { store, clock }: { store: Store; clock: Clock },
  requestId: number,
  command: RequestCommand,
  given: readonly GivenFile[] = [],
  actor: Actor = engineActor,
): Promise<void> {
  /** Whom data name that assign its actions. */
  const userNames: string[] = [];
  const attempt = async (command: Command) => {
    const { request, people } = await store.loadRequest({
      requestId,
      actionNumber: 'action' in command ? command.action : null,
      userIds: [],
      userNames,
    });
    if (!request) return true;
    try {
      const missing = new Set<string>();
      const set = await toChangeSet(request, command, clock.now(), actor, memberFinder(people, userNames, missing));
      userNames.push(...missing);
      if (missing.size > 0) return null;
      const copies = copiesAmong(Object.values(set.changes.request.data), given);
      return (await store.commitChanges({ ...set, copies, jobs: toJobs(set, request), answer: null })) === 'COMMITTED' || null;
    } catch (error) {
      if (error instanceof Refusal && (error.refusal === 'ACTION_CLOSED' || error.refusal === 'REQUEST_CLOSED')) return true;
      throw error;
    }
  };
  const isDone = await store.withLock(requestId, async () => {
    let next: Command = command;
    for (const isFinal of [false, true]) {
      try {
        return await tryAgain(() => attempt(next));
      } catch (error) {
        if (!isPermanentError(error) || !('action' in command)) throw error;
        next = { type: 'FAIL_ACTION', action: command.action, message: permanentReason(error), isFinal };
      }
    }
    return tryAgain(() => attempt(next));
  });
  if (!isDone) throw new Error(`Too many calls are changing request ${requestId} at once`);
}
