import { Readable } from 'node:stream';
import { sql } from '../../sql';
import { z } from 'zod';
import { isPermanentRefusal, type Rejected } from '../mail/createMailer';
import { readSlices } from '../../store/file';
import type { Task } from '../task';

// A text in jobs of earlier versions.
const mailbox = z.union([z.object({ name: z.string(), address: z.string() }), z.string().transform((address) => ({ name: '', address }))]);
const workSchema = z.object({
  task: z.literal('sendMail'),
  to: z.array(mailbox),
  cc: z.array(mailbox),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullable(),
  // Absent in jobs of earlier versions.
  attach: z.array(z.object({ id: z.string(), name: z.string(), contentType: z.string(), size: z.int() })).default([]),
});

/** Sends the mail of a MAIL activity, and tells the request how that ended. A mail that is sent twice has the same Message-ID. */
export const sendMail: Task<{ requestId: number; action: number; work: z.infer<typeof workSchema> }> = {
  name: 'sendMail',
  schema: z.object({ requestId: z.int(), action: z.int(), work: workSchema }),
  maxAttempts: 14,
  // Its files take their time.
  timeout: 180_000,
  async run({ db, mailer, advanceRequest }, { requestId, action, work }, { attempt }) {
    const [waiting] = await db.read<{ uuid: string }>(sql`
      SELECT r.uuid FROM action a JOIN request r ON r.id = a.request_id
      WHERE a.request_id = ${requestId} AND a.number = ${action} AND a.status = 'RUNNING'`);
    if (!waiting) return;
    let refused: string | null = null;
    let rejected: Rejected[] = [];
    try {
      rejected = await mailer.send({
        ...work,
        attach: work.attach.map(({ id, name, contentType, size }) => ({
          name,
          contentType,
          open: () => Readable.from(readSlices(db, { requestId, id }, 0, size - 1)),
        })),
        id: `sluice-${waiting.uuid}-${action}`,
      });
    } catch (error) {
      if (!isPermanentRefusal(error) && attempt < sendMail.maxAttempts) throw error;
      refused = (error as Error).message;
    }
    const { subject, attach } = work;
    const addressesOf = (mailboxes: readonly { address: string }[]) => mailboxes.map(({ address }) => address);
    await advanceRequest(requestId, {
      type: 'FINISH_ACTION',
      action,
      outcome: refused === null ? 'COMPLETED' : 'ERROR',
      result: refused === null ? { rejected: addressesOf(rejected) } : null,
      message: refused,
      detail: {
        to: addressesOf(work.to),
        cc: addressesOf(work.cc),
        subject,
        ...(rejected.length > 0 && { rejected: rejected.map(({ address, reason }) => ({ address, reason })) }),
        ...(attach.length > 0 && { attached: attach.map(({ name }) => name) }),
      },
    });
  },
};
