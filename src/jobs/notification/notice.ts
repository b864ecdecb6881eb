import type { NotificationKind } from '../../generated/graphql';
import type { Database } from '../../store/openDatabase';
import type { Mail } from '../mail/createMailer';
import type { NotificationPayload } from '../tasks/sendNotification';

/** Everything that a mail says. */
export interface Notice {
  kind: NotificationKind;
  email: string;
  /** The recipient's name as people write it. */
  recipient: string;
  requestId: number;
  requestUuid: string;
  process: string;
  isTest: boolean;
  subStatus: 'COMPLETED' | 'CANCELLED' | 'ERROR' | null;
  /** Why the request ended, where something says so. */
  requestMessage: string | null;
  /** The activity's name, null where it is about the request. */
  activity: string | null;
  /** Why the action was cancelled, where somebody said so. */
  actionMessage: string | null;
  /** The name of the user who did it, null where it followed by itself. */
  by: string | null;
}

/** Returns how people write somebody's name: by first and last name, else by user name. */
const nameOf = (user: string) => `COALESCE(NULLIF(trim(${user}.first_name || ' ' || ${user}.last_name), ''), ${user}.user_name)`;

const text = `
  SELECT $1::text AS kind, u.email, ${nameOf('u')} AS recipient, r.id AS "requestId", r.uuid AS "requestUuid", p.name AS process,
    r.is_test AS "isTest", r.sub_status AS "subStatus", r.message AS "requestMessage", a.activity, a.message AS "actionMessage",
    ${nameOf('actor')} AS by
  FROM "user" u
  JOIN request r ON r.id = $3
  JOIN process p ON p.id = r.process_id
  LEFT JOIN action a ON a.request_id = r.id AND a.number = $4
  LEFT JOIN "user" actor ON actor.id = $5
  WHERE u.id = $2 AND u.status = 'ACTIVE' AND u.email <> '' AND ($1::text = ANY (u.disabled_notifications::text[])) IS NOT TRUE
    AND NOT EXISTS (SELECT FROM settings WHERE $1::text = ANY (disabled_notifications::text[]))`;

/** Null where the recipient is not to be told: they are not active, have no address, or the kind is turned off, for all or by themselves. */
export async function loadNotice(db: Database, { kind, userId, requestId, action, byId }: NotificationPayload): Promise<Notice | null> {
  const [notice] = await db.read<Notice>({ name: 'loadNotice', text, values: [kind, userId, requestId, action, byId] });
  return notice ?? null;
}

/** How each kind begins its subject, and what it says. */
const words: Record<Notice['kind'], { subject: string; write: (notice: Notice, subject: string) => string }> = {
  ACTION_ASSIGNED: {
    subject: 'To do',
    write: ({ by }, subject) => `${subject} was assigned to you${by === null ? '' : ` by ${by}`}.`,
  },
  LIMIT_PASSED: {
    subject: 'Overdue',
    write: (_, subject) => `${subject} is overdue.`,
  },
  REQUEST_CLOSED: {
    subject: 'Closed',
    write: ({ subStatus }, subject) => {
      if (subStatus === 'ERROR') return `${subject} ended in an error.`;
      return subStatus === 'CANCELLED' ? `${subject} ended as cancelled.` : `${subject} is completed.`;
    },
  },
  REQUEST_CANCELLED: {
    subject: 'Cancelled',
    write: ({ by }, subject) => `${subject} was cancelled${by === null ? '' : ` by ${by}`}.`,
  },
  ACTION_CANCELLED: {
    subject: 'Cancelled',
    write: ({ by }, subject) => `${subject} was cancelled${by === null ? '' : ` by ${by}`}. You do not need to do anything.`,
  },
  ASSIGNMENT_CANCELLED: {
    subject: 'Taken back',
    write: ({ by }, subject) => `${subject} was taken back from you${by === null ? '' : ` by ${by}`}. You do not need to do anything.`,
  },
};

/** The mail, in words and once more in HTML. `publicUrl` is what its link starts with. */
export function writeNotice(notice: Notice, publicUrl: string): Pick<Mail, 'subject' | 'text' | 'html'> {
  const { kind, recipient, requestId, process, isTest, activity, requestMessage, actionMessage } = notice;
  const { subject, write } = words[kind];
  const request = `request ${requestId} (${process})`;
  const about = activity === null ? `Your ${request}` : `${activity} of ${request}`;
  // A mail of an assignment may be written after the action was cancelled: why it was is not said of the assignment.
  const isAboutEnd = kind !== 'ACTION_ASSIGNED' && kind !== 'LIMIT_PASSED';
  const reason = isAboutEnd ? (activity === null ? requestMessage : actionMessage) : null;
  const sentences = [write(notice, about), ...(reason === null ? [] : [`Reason: ${reason}`]), ...(isTest ? ['This is a test.'] : [])];
  const link = `${publicUrl}/graphql?query=${encodeURIComponent(queryOf(requestId))}`;
  const end = 'This is an automated message. Please do not reply.';
  const paragraphs = [`Dear ${recipient},`, sentences.join('\n')];
  return {
    // Line breaks in a name must not begin a header; the mail library folds them, but nothing says it has to.
    subject: `${isTest ? '[Test] ' : ''}${subject}: ${activity === null ? '' : `${activity}, `}${request}`.replaceAll(/\s+/g, ' '),
    text: `${[...paragraphs, link, end].join('\n\n')}\n`,
    html: [
      ...paragraphs.map((paragraph) => `<p>${escape(paragraph).replaceAll('\n', '<br>')}</p>`),
      `<p><a href="${escape(link)}">Request ${requestId}</a></p>`,
      `<p><small>${end}</small></p>`,
    ].join('\n'),
  };
}

/** Returns what the link opens in GraphiQL: where the request stands, and why. */
function queryOf(requestId: number): string {
  return `{
  request(number: ${requestId}) {
    number status subStatus message
    process { name version }
    actions { nodes { number status subStatus activity { name } assignee { userName } } }
    history { nodes { at type detail actor { userName } } }
  }
}`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
