import { refusal } from '../../errors';
import type { Command } from '../command';
import { record } from '../run/record';
import { requireOpenRequest } from '../run/requireOpenRequest';
import type { Run } from '../run/run';

/** Takes the message of a comment away for good; its number is not given again. Throws REQUEST_CLOSED, COMMENT_NOT_FOUND. */
export function removeComment(run: Run, { comment: number }: Extract<Command, { type: 'REMOVE_COMMENT' }>): void {
  requireOpenRequest(run);
  const comment = run.request.comments.find((one) => one.number === number);
  if (!comment) throw refusal('COMMENT_NOT_FOUND', { request: run.request.id, comment: number });
  run.comments.push({ ...comment, message: null });
  record(run, 'COMMENT_REMOVED', null, { comment: number, authorId: comment.authorId });
}
