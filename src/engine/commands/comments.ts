import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { Command } from '../command';
import { record } from '../run/record';
import { requireOpenRequest } from '../run/actions';
import type { Run } from '../run/run';

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
