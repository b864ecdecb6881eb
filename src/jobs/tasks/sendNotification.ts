import { z } from 'zod';
import type { NotificationKind } from '../../generated/graphql';
import { isPermanentRefusal } from '../mail/createMailer';
import { loadNotice, writeNotice } from '../notification/notice';
import { PermanentFailure, type Task } from '../task';

const kinds: Record<NotificationKind, NotificationKind> = {
  ACTION_ASSIGNED: 'ACTION_ASSIGNED',
  LIMIT_PASSED: 'LIMIT_PASSED',
  REQUEST_CLOSED: 'REQUEST_CLOSED',
  REQUEST_CANCELLED: 'REQUEST_CANCELLED',
  ACTION_CANCELLED: 'ACTION_CANCELLED',
  ASSIGNMENT_CANCELLED: 'ASSIGNMENT_CANCELLED',
};

const schema = z.object({
  kind: z.enum(kinds),
  userId: z.int(),
  requestId: z.int(),
  action: z.int().nullable(),
  byId: z.int().nullable(),
});
export type NotificationPayload = z.infer<typeof schema>;

/** Sends one person one mail about a request, if they are active, have an address, and the kind is not turned off. Given up after one to two days. */
export const sendNotification: Task<NotificationPayload> = {
  name: 'sendNotification',
  schema,
  maxAttempts: 14,
  timeout: 60_000,
  async run({ db, mailer, publicUrl }, payload, { id }) {
    const notice = await loadNotice(db, payload);
    if (!notice) return;
    // The job's number is given again in another database, so the request's UUID is part of it.
    const mail = { ...writeNotice(notice, publicUrl()), id: `sluice-${notice.requestUuid}-${id}` };
    try {
      await mailer.send({ ...mail, to: [{ name: notice.recipient, address: notice.email }] });
    } catch (error) {
      throw isPermanentRefusal(error) ? new PermanentFailure((error as Error).message, { cause: error }) : error;
    }
  },
};
