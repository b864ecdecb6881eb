import { z } from 'zod';
import { compileTemplate } from '../expression/compileTemplate';
import { compileText } from '../expression/compileText';
import { shapes } from '../shapes';
import type { Json } from '../state';
import type { ActivityType } from './activityType';

/** Of a request a mail goes to so many at most. */
const mostRecipients = 100;
const people = z.union([shapes.expression, z.array(shapes.expression).max(100)]);

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('MAIL').describe('Sends e-mail'),
  to: people.describe('Templates that give addresses: one, a list, or several between commas'),
  cc: people.optional().describe('Templates that give addresses that get a copy'),
  subject: shapes.text.describe('A template'),
  text: shapes.text.default('').describe('A template'),
  html: shapes.text.optional().describe('A template; inserted values are escaped'),
});

/** MAIL sends an e-mail. It fails without anybody to send it to, and when the mail server refuses it for good. */
export const mail: ActivityType<typeof shape> = {
  shape,
  templates: ({ to, cc, subject, text, html }) => [
    [['to'], to],
    [['cc'], cc ?? ''],
    [['subject'], subject],
    [['text'], text],
    [['html'], html ?? ''],
  ],
  compile(activity) {
    const to = compileTemplate(activity.to);
    const cc = compileTemplate(activity.cc ?? []);
    const subject = compileText(activity.subject);
    const text = compileText(activity.text);
    const html = activity.html === undefined ? null : compileText(activity.html, (value) => escapeHtml(value ?? null));
    return {
      automatic: true,
      async run(scope) {
        const recipients = addresses(await to(scope));
        if (recipients.length === 0) return { failure: 'to: there is no address' };
        const copies = addresses(await cc(scope));
        if (recipients.length + copies.length > mostRecipients) return { failure: `to, cc: more than ${mostRecipients} addresses` };
        return {
          work: {
            task: 'sendMail',
            to: recipients,
            cc: copies,
            subject: (await subject(scope)).replace(/\s+/g, ' ').trim(),
            text: await text(scope),
            html: html && (await html(scope)),
          },
        };
      },
    };
  },
};

/** Whoever is named, in lists or between commas. */
function addresses(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(addresses);
  return typeof value === 'string' ? value.split(',').flatMap((one) => one.trim() || []) : [];
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(value: Json): string {
  const text = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
