import type { Command } from '../command';
import { record } from '../run/record';
import { requireOpenRequest } from '../run/requireOpenRequest';
import type { Run } from '../run/run';

/** Adds a comment under the next number; nothing follows from it. Throws REQUEST_CLOSED. */
export function addComment(run: Run, { message, authorId }: Extract<Command, { type: 'ADD_COMMENT' }>): void {
  requireOpenRequest(run);
  run.request.lastCommentNumber += 1;
  const number = run.request.lastCommentNumber;
  run.comments.push({ number, message, authorId });
  record(run, 'COMMENT_ADDED', null, { comment: number });
}
