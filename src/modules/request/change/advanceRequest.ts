import type { Clock } from '../../../context';
import type { Command } from '../../../engine/command';
import { Refusal } from '../../../errors';
import type { Store } from '../../../store/createStore';
import { engineActor, type Actor } from '../../../store/commitChanges';
import { isPermanentError, permanentReason } from '../../../store/connection/databaseTrouble';
import { copiesAmong, type GivenFile } from '../../file/givenFiles';
import { commitDecision } from './commitDecision';
import { toChangeSet } from './toChangeSet';

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
  const commit = (command: Command) =>
    commitDecision({ store, exchange: null }, userNames, async (among) => {
      const actionNumber = 'action' in command ? command.action : null;
      const { request, people } = await store.loadRequest({ requestId, actionNumber, userIds: [], userNames });
      if (!request) return { done: {} };
      try {
        const set = await toChangeSet(request, command, clock.now(), actor, among(people));
        return { set: { ...set, copies: copiesAmong(Object.values(set.changes.request.data), given) }, ...request, toResult: () => ({}) };
      } catch (error) {
        if (error instanceof Refusal && (error.refusal === 'ACTION_CLOSED' || error.refusal === 'REQUEST_CLOSED')) return { done: {} };
        throw error;
      }
    });
  const isDone = await store.withLock(requestId, async () => {
    let next: Command = command;
    for (const isFinal of [false, true]) {
      try {
        return await commit(next);
      } catch (error) {
        if (!isPermanentError(error) || !('action' in command)) throw error;
        next = { type: 'FAIL_ACTION', action: command.action, message: permanentReason(error), isFinal };
      }
    }
    return commit(next);
  });
  if (!isDone) throw new Error(`Too many calls are changing request ${requestId} at once`);
}
