import type { Changes } from '../../engine/changes';
import type { NotificationKind } from '../../generated/graphql';
import type { Job } from '../../store/commitChanges';
import { toJob } from '../../jobs/task';
import { sendNotification } from '../../jobs/tasks/sendNotification';

/** That a person is to be told of something. */
export interface Notification {
  kind: NotificationKind;
  userId: number;
  /** The number of the action, null where it is about the request. */
  action: number | null;
  /** Who did it, null where it followed by itself. */
  byId: number | null;
}

/** What happened to a request, and through whom. */
interface Occurrence {
  changes: Pick<Changes, 'actions' | 'history'>;
  requesterId: number;
  /** Null: the engine, by itself. */
  actorId: number | null;
}

/**
 * Returns who is notified of what, in the order of the history; never the user who did it. Nobody is notified of an assignment that has
 * already ended, or of the end of one that they were not notified of; a requester who is notified of the end of the request is not notified of
 * the end of their actions.
 */
export function findNotifications({ changes, requesterId, actorId }: Occurrence): Notification[] {
  const actions = new Map(changes.actions.map((action) => [action.number, action]));
  const opened = new Set(changes.history.filter(({ type }) => type === 'ACTION_OPENED').map(({ action }) => action));

  const found = changes.history.flatMap(({ type, action: number, detail, automatic }) => {
    const action = number === null ? undefined : actions.get(number);
    const toNotifications = (kind: NotificationKind, userId: unknown): Notification[] =>
      typeof userId === 'number' && userId !== actorId ? [{ kind, userId, action: number, byId: automatic ? null : actorId }] : [];
    switch (type) {
      case 'REQUEST_CLOSED':
        return toNotifications('REQUEST_CLOSED', requesterId);
      case 'REQUEST_CANCELLED':
        return toNotifications('REQUEST_CANCELLED', requesterId);
      case 'ACTION_ASSIGNED': {
        const isKept = detail.previousId === detail.assigneeId;
        const isOver = action?.status === 'CLOSED' || action?.assigneeId !== detail.assigneeId;
        return isKept
          ? []
          : [
              ...toNotifications('ASSIGNMENT_CANCELLED', detail.previousId),
              ...(isOver ? [] : toNotifications('ACTION_ASSIGNED', detail.assigneeId)),
            ];
      }
      case 'ACTION_ASSIGNMENT_CANCELLED':
        return toNotifications('ASSIGNMENT_CANCELLED', detail.assigneeId);
      case 'ACTION_TIMED_OUT':
        return toNotifications('LIMIT_PASSED', action?.assigneeId);
      case 'ACTION_CANCELLED':
        return opened.has(number) ? [] : toNotifications('ACTION_CANCELLED', action?.assigneeId);
      default:
        return [];
    }
  });
  const knowsOfEnd = found.some(({ kind }) => kind === 'REQUEST_CLOSED' || kind === 'REQUEST_CANCELLED');
  return found.filter(({ kind, userId }) => !(kind === 'ACTION_CANCELLED' && knowsOfEnd && userId === requesterId));
}

/** The mails about what happened to a request, as jobs; `isWanted` leaves some of them out. */
export function toNotificationJobs(
  occurrence: Occurrence & { requestId: number },
  isWanted: (notification: Notification) => boolean = () => true,
): Job[] {
  const { requestId } = occurrence;
  return findNotifications(occurrence)
    .filter(isWanted)
    .map((notification) => toJob(sendNotification, { requestId, ...notification }));
}
