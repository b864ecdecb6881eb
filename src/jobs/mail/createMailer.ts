import type { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { createTransport, type Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import type { Config } from '../../config';
import { isMailAddress, readMailbox, type Mailbox } from '../../input/mailbox';

/** A mail. */
export interface Mail {
  to: readonly Mailbox[];
  cc?: readonly Mailbox[];
  subject: string;
  text: string;
  /** Null: only the text. */
  html: string | null;
  attach?: { name: string; contentType: string; open: () => Readable }[];
  /** What makes it the same mail when it is sent again; without the host. */
  id: string;
}

/** A recipient that the mail server did not accept, and what it answered. */
export interface Rejected {
  address: string;
  reason: string;
}

/** The way out for mails. */
export interface Mailer {
  /**
   * Resolves when the mail server has taken it for one recipient at least, to those that it did not accept. Throws what it says otherwise
   * (see `isPermanentRefusal`), and an error of that kind where a recipient is not an address.
   */
  send(mail: Mail): Promise<Rejected[]>;
  close(): void;
}

/** Characters that could end a header or a path. */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\\/]/gu;

/** What nodemailer tells of a mail that was sent. */
interface SentMessageInfo {
  rejectedErrors?: { recipient?: string; response?: string }[];
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
        log.info({ to: to.map(({ address }) => address), subject }, 'an email was not sent: SMTP_URL is not set');
        return Promise.resolve([]);
      },
      close: () => undefined,
    };
  }
  const url = new URL(smtpUrl);
  for (const [name, value] of Object.entries(defaults)) if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  const transport: Transporter = createTransport(url.href);
  const from = readMailbox(mailFrom);
  if (!from) throw new Error(`MAIL_FROM is not an address: ${mailFrom}`);
  const host = from.address.slice(from.address.lastIndexOf('@') + 1);

  return {
    async send({ to, cc = [], subject, text, html, attach = [], id }) {
      const wrong = [...to, ...cc].find(({ address }) => !isMailAddress(address));
      if (wrong) throw Object.assign(new Error(`not an address: ${JSON.stringify(wrong.address).slice(0, 100)}`), { code: 'EENVELOPE' });
      const sent = (await transport.sendMail({
        from,
        to: [...to],
        cc: [...cc],
        subject,
        text,
        ...(html !== null && { html }),
        attachments: attach.map(({ name, contentType, open }) => ({ filename: name.replace(unsafe, '_'), contentType, content: open() })),
        messageId: `<${id}@${host}>`,
        // Nobody's absence note answers, and other robots leave it alone.
        headers: { 'Auto-Submitted': 'auto-generated' },
        // The text is data: nothing in it names a file or a URL to be read.
        disableFileAccess: true,
        disableUrlAccess: true,
      })) as SentMessageInfo;
      return (sent.rejectedErrors ?? []).map(({ recipient = '', response = '' }) => ({ address: recipient, reason: response }));
    },
    close: () => transport.close(),
  };
}

interface SmtpError {
  code: unknown;
  command?: string;
  responseCode?: number;
  /** One for each recipient that was not accepted. */
  rejectedErrors?: { responseCode?: number }[];
}

/**
 * Returns whether the mail server refused this very recipient or message, and will tomorrow: 5xx to RCPT TO or DATA, or an address that is none.
 * A log-in or a sender that it refuses are for the administrator to mend, and so is all else.
 */
export function isPermanentRefusal(error: unknown): boolean {
  if (!isNativeError(error) || !('code' in error)) return false;
  const { code, command, responseCode, rejectedErrors } = error as Error & SmtpError;
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false;
  if (responseCode === undefined) return code === 'EENVELOPE';
  // Who is greylisted among others that are unknown can get it later.
  if (rejectedErrors?.some((one) => (one.responseCode ?? 0) < 500)) return false;
  return responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
}
