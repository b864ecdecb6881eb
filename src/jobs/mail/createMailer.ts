import type { Readable } from 'node:stream';
import { createTransport, type Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import type { Config } from '../../config';

/** A mail. */
export interface Mail {
  to: { name: string; address: string } | string[];
  cc?: string[];
  subject: string;
  text: string;
  /** Null: only the text. */
  html: string | null;
  attach?: { name: string; contentType: string; open: () => Readable }[];
  /** What makes it the same mail when it is sent again; without the host. */
  id: string;
}

/** The way out for mails. */
export interface Mailer {
  /** Resolves when the mail server has taken it. Throws what it says otherwise (see `isRefusedForGood`). */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** Added to SMTP_URL where it does not say otherwise; times in milliseconds. */
const defaults = {
  pool: 'true',
  maxConnections: '5',
  dnsTimeout: '10000',
  connectionTimeout: '10000',
  greetingTimeout: '10000',
  socketTimeout: '30000',
};

/** Sends by SMTP_URL, over connections that it keeps; without, it only logs to whom it would have sent what. */
export function createMailer({ smtpUrl, mailFrom }: Pick<Config, 'smtpUrl' | 'mailFrom'>, log: Logger): Mailer {
  if (smtpUrl === undefined || mailFrom === undefined) {
    return {
      send({ to, subject }) {
        log.info({ to: Array.isArray(to) ? to : to.address, subject }, 'a mail is not sent: there is no SMTP_URL');
        return Promise.resolve();
      },
      close: () => undefined,
    };
  }
  const url = new URL(smtpUrl);
  for (const [name, value] of Object.entries(defaults)) if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  const transport: Transporter = createTransport(url.href);
  const host = /@([\w.-]+)>?$/.exec(mailFrom)?.[1] ?? 'localhost';

  return {
    async send({ to, cc = [], subject, text, html, attach = [], id }) {
      await transport.sendMail({
        from: mailFrom,
        to,
        cc,
        subject,
        text,
        ...(html !== null && { html }),
        attachments: attach.map(({ name, contentType, open }) => ({ filename: name, contentType, content: open() })),
        messageId: `<${id}@${host}>`,
        // Nobody's absence note answers, and other robots leave it alone.
        headers: { 'Auto-Submitted': 'auto-generated' },
        // The text is data: nothing in it names a file or a URL to be read.
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    },
    close: () => transport.close(),
  };
}
