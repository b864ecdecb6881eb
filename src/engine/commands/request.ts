import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { Command } from '../command';
import { moveRequest } from '../transitions';
import { requireOpenRequest, record } from '../run/actions';
import type { Run } from '../run/run';
import { setData } from '../run/setData';
import { settle } from '../run/settle';
import type { RequestState } from '../state';

/** Sets the defaults and what was sent, and opens an action for each entry of `start` in order, at a join as well. */
export async function create(run: Run, command: Extract<Command, { type: 'CREATE' }>): Promise<void> {
  requireOpenRequest(run);
  moveRequest(run.request, 'OPEN', 'CREATE', run.time, null);
  setData(run, run.process.defaults);
  setData(run, command.data);
  record(run, 'REQUEST_CREATED', null, { data: Object.keys(command.data) });
  run.queue.push(...run.process.start.map((to, transition) => ({ to, token: { action: 0, transition } })));
  await settle(run);
}

/** Opens a request again that ended because an action failed, its activity, and whatever the failure interrupted. Throws RETRY_IMPOSSIBLE. */
export async function retry(run: Run): Promise<void> {
  const { id, failedAction, interrupted } = run.request;
  const failed = failedAction === null ? undefined : run.actions.get(failedAction);
  if (!failed || run.request.subStatus !== 'ERROR') throw refusal('RETRY_IMPOSSIBLE', { request: id });
  moveRequest(run.request, 'OPEN', 'RETRY', run.time);
  run.request.message = null;
  run.request.failedAction = null;
  run.request.interrupted = null;
  run.request.steps = 0;
  record(run, 'REQUEST_RETRIED', failed);
  run.queue = [{ to: failed.activity, token: { action: failed.number, transition: -1 } }, ...(interrupted?.arrivals ?? [])];
  for (const [name, tokens] of Object.entries(interrupted?.waiting ?? {})) run.waiting.set(name, [...tokens]);
  await settle(run);
}

/** Sets data of an open request; nothing follows from it. Throws REQUEST_CLOSED. */
export function updateDataset(run: Run, command: Extract<Command, { type: 'SET_DATA' }>): void {
  requireOpenRequest(run);
  setData(run, command.data);
  record(run, 'DATASET_UPDATED', null, { data: Object.keys(command.data) });
}

/** What a request has of its own before it begins. */
type Origin = Pick<RequestState, 'id' | 'uuid' | 'parent' | 'isTest' | 'requester' | 'openedAt' | 'runtime'> &
  Partial<Pick<RequestState, 'case' | 'family' | 'inactive'>>;

/** The state that the command CREATE begins with: open, empty, nothing done. Without a family it is the topmost of its own. */
export function newRequest(origin: Origin): RequestState {
  return {
    case: null,
    inactive: [],
    family: { root: origin.id, depth: 1, size: 0, maxSize: limits.descendants.value },
    ...origin,
    status: 'OPEN',
    subStatus: null,
    closedAt: null,
    message: null,
    data: {},
    output: null,
    actions: [],
    lastActionNumber: 0,
    comments: [],
    lastCommentNumber: 0,
    steps: 0,
    waiting: {},
    lastAssignees: {},
    results: {},
    answer: null,
    failedAction: null,
    interrupted: null,
  };
}

/** Adds a comment under the next number; nothing follows from it. Throws REQUEST_CLOSED, COMMENTS_EXCEEDED. */
export function addComment(run: Run, { message, authorId }: Extract<Command, { type: 'ADD_COMMENT' }>): void {
  requireOpenRequest(run);
  const limit = limits.requestComments.value;
  if (run.request.lastCommentNumber >= limit) throw refusal('COMMENTS_EXCEEDED', { request: run.request.id, limit });
  run.request.lastCommentNumber += 1;
  const number = run.request.lastCommentNumber;
  run.comments.push({ number, message, authorId });
  record(run, 'COMMENT_ADDED', null, { comment: number });
}

/** Takes the message of a comment away for good; its number is not given again. Throws REQUEST_CLOSED, COMMENT_NOT_FOUND. */
export function removeComment(run: Run, { comment: number }: Extract<Command, { type: 'REMOVE_COMMENT' }>): void {
  requireOpenRequest(run);
  const comment = run.request.comments.find((one) => one.number === number);
  if (!comment) throw refusal('COMMENT_NOT_FOUND', { request: run.request.id, comment: number });
  run.comments.push({ ...comment, message: null });
  record(run, 'COMMENT_REMOVED', null, { comment: number, authorId: comment.authorId });
}
