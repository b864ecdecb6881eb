import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { Command } from '../command';
import { record } from '../run/record';
import { requireOpenRequest } from '../run/requireOpenRequest';
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
