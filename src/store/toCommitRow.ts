import { isSelfService } from '../engine/isSelfService';
import { startsOf } from '../engine/work';
import type { ChangeSet } from './commitChanges';

/** A change set as `commitStatement` reads it; `n` is its place among the sets that are written together. */
export function toCommitRow(set: ChangeSet, n: number): object {
  const { status, subStatus, closedAt, message, data, output, lastActionNumber, lastCommentNumber, ...engine } = set.changes.request;
  const over = typeof set.over === 'number' ? { expected: set.over } : null;
  const start = typeof set.over === 'number' ? null : set.over;
  return {
    n,
    operation: set.operation,
    request_id: set.requestId,
    requester_id: set.requesterId,
    ...over,
    ...(start && {
      process_id: start.processId,
      definition_hash: start.definitionHash,
      is_test: start.isTest,
      runtime: start.runtime,
      parent: start.parent,
      case_id: start.case && start.case.id,
    }),
    root_id: set.family.root === set.requestId ? null : set.family.root,
    depth: set.family.depth,
    starts: startsIn(set.changes),
    max_family: set.family.maxSize,
    hops: set.hops,
    status,
    sub_status: subStatus,
    closed_at: closedAt,
    message,
    data,
    output,
    last_action_number: lastActionNumber,
    last_comment_number: lastCommentNumber,
    engine,
    at: set.at,
    actor_id: set.actorId,
    on_behalf_of_id: set.onBehalfOfId,
    impersonator_id: set.impersonatorId,
    application_id: set.applicationId,
    actions: set.changes.actions.map((action) => {
      const { activity, participant } = set.compiled.activities.get(action.activity) ?? {};
      return { ...action, participant: participant?.name, selfService: activity?.type === 'USER' && isSelfService(activity) };
    }),
    comments: set.changes.comments,
    history: set.changes.history,
    ...(set.jobs && { jobs: set.jobs }),
    ...(set.copies && { copies: set.copies }),
    ...set.uid,
    ...(set.answer && { key_scope: set.answer.scope, key: set.answer.key, body_hash: set.answer.bodyHash, payload: set.answer.payload }),
  };
}

/** How many requests are to be started for actions that were opened. */
export function startsIn({ work }: ChangeSet['changes']): number {
  return work.reduce((sum, { work: one }) => sum + startsOf(one), 0);
}
