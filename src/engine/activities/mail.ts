import { z } from 'zod';
import { compileText } from '../expression/compileText';
import type { Scope } from '../expression/scope';
import { limits } from '../../limits';
import { shapes } from '../shapes';
import type { Json } from '../state';
import type { Attachment } from '../work';
import type { ActivityType } from './activityType';
import { compileRecipients } from './compileRecipients';

const { mailRecipients, mailFileBytes } = limits;
const people = z.union([shapes.expression, z.array(shapes.expression).max(100)]);

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('MAIL').describe('Sends an email'),
  to: people.describe('Templates that return recipients. Separate addresses with commas; a placeholder can return one address or a list'),
  cc: people.optional().describe('Templates that return the recipients of a copy'),
  subject: shapes.text.describe('A template'),
  text: shapes.text.default('').describe('A template'),
  html: shapes.text.optional().describe('A template; inserted values are escaped'),
  attach: z.array(shapes.name).max(20).default([]).describe('FILE data fields to attach, at most 20 MB together; empty ones are left out'),
});

/**
 * MAIL sends an e-mail. It fails without anybody to send it to, where a recipient is not an address, and when the mail server refuses
 * all of them for good.
 */
export const mail: ActivityType<typeof shape> = {
  shape,
  templates: ({ to, cc, subject, text, html }) => [
    [['to'], to],
    [['cc'], cc ?? ''],
    [['subject'], subject],
    [['text'], text],
    [['html'], html ?? ''],
  ],
  check({ attach }, at, parts, report) {
    const types = new Map(parts.data.map(({ value }) => [value.name, value.type]));
    const names = new Set(parts.names.data.map(({ value }) => value));
    for (const [index, name] of attach.entries()) {
      const type = types.get(name);
      if (!names.has(name)) report(['activities', at, 'attach', index], `no data field "${name}"`);
      else if (type && type !== 'FILE') report(['activities', at, 'attach', index], `"${name}" is ${type}, not FILE`);
    }
  },
  compile(activity) {
    const to = compileRecipients('to', activity.to);
    const cc = compileRecipients('cc', activity.cc ?? []);
    const subject = compileText(activity.subject);
    const text = compileText(activity.text);
    const html = activity.html === undefined ? null : compileText(activity.html, (value) => escapeHtml(value ?? null));
    return {
      automatic: true,
      async run(scope) {
        const recipients = await to(scope);
        if (recipients.length === 0) return { failure: 'to: must have at least one address' };
        const copies = await cc(scope);
        if (recipients.length + copies.length > mailRecipients.value)
          return { failure: `to, cc: must have at most ${mailRecipients.value} addresses` };
        const files = attachments(activity.attach, scope);
        if (files.reduce((sum, { size }) => sum + size, 0) > mailFileBytes.value)
          return { failure: `attach: must have at most ${mailFileBytes.value} bytes` };
        return {
          work: {
            task: 'sendMail',
            to: recipients,
            cc: copies,
            subject: (await subject(scope)).replace(/[\s\p{Cc}]+/gu, ' ').trim(),
            text: await text(scope),
            html: html && (await html(scope)),
            attach: files,
          },
        };
      },
    };
  },
};

/** The files that these data hold. What a FILE holds is what was stored for it. */
function attachments(names: readonly string[], { values: { data = {} } }: Scope): Attachment[] {
  return names.flatMap((name) => {
    const file = (data as unknown as { [name: string]: Attachment | undefined })[name];
    return file ? [{ id: file.id, name: file.name, contentType: file.contentType, size: file.size }] : [];
  });
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(value: Json): string {
  const text = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
