import type { Changes } from './changes';
import type { Command } from './command';
import { assignAction, unassignAction, completeAction } from './commands/userAction';
import { cancelActions, cancelRequest } from './commands/cancel';
import { failAction } from './commands/failAction';
import { finishAction, wakeAction } from './commands/automaticAction';
import { create, retry, updateDataset, addComment, removeComment } from './commands/request';
import type { CompiledDefinition } from './compileDefinition';
import { changesOf, startRun, type FindMember, type Run } from './run/run';
import type { RequestState } from './state';

/**
 * Decides what a command does to a request, down to where it waits for somebody again or is closed. Reads no clock and
 * no database, leaves `state` as it is, and gives the same changes for the same input, unless its time is used up: it
 * computes for 2 s at most, in slices between which the event loop goes on. Throws the refusals of the command.
 *
 * @param findMember who is meant where a data names a user; nobody where it is not given
 */
export async function advance(
  process: CompiledDefinition,
  state: RequestState,
  command: Command,
  now: Date,
  findMember: FindMember = () => null,
): Promise<Changes> {
  const run = startRun(process, state, now, findMember);
  await decide(run, command);
  return changesOf(run);
}

async function decide(run: Run, command: Command): Promise<void> {
  switch (command.type) {
    case 'CREATE':
      return create(run, command);
    case 'COMPLETE_ACTION':
      return completeAction(run, command);
    case 'CANCEL_ACTIONS':
      return cancelActions(run, command);
    case 'CANCEL_REQUEST':
      return cancelRequest(run);
    case 'FINISH_ACTION':
      return finishAction(run, command);
    case 'WAKE_ACTION':
      return wakeAction(run, command);
    case 'FAIL_ACTION':
      return failAction(run, command);
    case 'RETRY':
      return retry(run);
    case 'SET_DATA': {
      updateDataset(run, command);
      return;
    }
    case 'ASSIGN_ACTION': {
      assignAction(run, command);
      return;
    }
    case 'UNASSIGN_ACTION': {
      unassignAction(run, command);
      return;
    }
    case 'ADD_COMMENT': {
      addComment(run, command);
      return;
    }
    case 'REMOVE_COMMENT': {
      removeComment(run, command);
      return;
    }
  }
}
