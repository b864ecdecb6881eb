import { z } from 'zod';
import { compileTemplate } from '../expression/compileTemplate';
import { compileText } from '../expression/compileText';
import type { Scope } from '../expression/scope';
import { shapes } from '../shapes';
import type { Json } from '../state';
import type { Attachment } from '../work';
import type { ActivityType } from './activityType';

/** Of a request a mail goes to so many at most. */
const mostRecipients = 100;
/** Bytes of all files of one mail. Mail servers take 10 to 30 MB, in base64, which adds a third. */
const largestFiles = 20_000_000;
const people = z.union([shapes.expression, z.array(shapes.expression).max(100)]);

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('MAIL').describe('Sends e-mail'),
  to: people.describe('Templates that give addresses: one, a list, or several between commas'),
  cc: people.optional().describe('Templates that give addresses that get a copy'),
  subject: shapes.text.describe('A template'),
  text: shapes.text.default('').describe('A template'),
  html: shapes.text.optional().describe('A template; inserted values are escaped'),
  attach: z.array(shapes.name).max(20).default([]).describe('FILE data that are sent along, 20 MB together; one that is empty is left out'),
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
  check({ attach }, at, parts, report) {
    const types = new Map(parts.data.map(({ value }) => [value.name, value.type]));
    const names = new Set(parts.names.data.map(({ value }) => value));
    for (const [place, name] of attach.entries()) {
      const type = types.get(name);
      if (!names.has(name)) report(['activities', at, 'attach', place], `no data "${name}"`);
      else if (type && type !== 'FILE') report(['activities', at, 'attach', place], `"${name}" is ${type}, not FILE`);
    }
  },
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
        const files = attachments(activity.attach, scope);
        if (files.reduce((sum, { size }) => sum + size, 0) > largestFiles) return { failure: `attach: more than ${largestFiles} bytes` };
        return {
          work: {
            task: 'sendMail',
            to: recipients,
            cc: copies,
            subject: (await subject(scope)).replace(/\s+/g, ' ').trim(),
            text: await text(scope),
            html: html && (await html(scope)),
            attach: files,
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
