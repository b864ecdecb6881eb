import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { until } from './until';

/** A mail as it arrived. */
export interface ReceivedMail {
  /** The address in the envelope. */
  recipient: string;
  /** By name in lower case, unfolded and still encoded. */
  headers: Record<string, string>;
  text: string;
  html: string;
  attachments: { name: string; type: string; content: Buffer }[];
}

/** A mail server on a free port of this machine. */
export interface SmtpServer {
  url: string;
  port: number;
  /** What it took, in the order of arrival. */
  received: ReceivedMail[];
  /** Its answer to recipients, or to one of them `only`, and to messages from now on; null: it takes them. */
  refuse(refusal: { at: 'RCPT' | 'DATA'; code: number; message: string; only?: string } | null): void;
  /** Keeps those waiting for an answer who name a recipient from now on, until it is released. */
  hold(): { isReached: () => Promise<void>; release: () => void };
  /** Gives the first so many mails, once they are there. */
  wait(mails: number, timeoutMs?: number): Promise<ReceivedMail[]>;
  stop(): Promise<void>;
}

/** Starts one; on `port`, where it was before. */
export async function startSmtpServer(port = 0): Promise<SmtpServer> {
  const received: ReceivedMail[] = [];
  let refusal: Parameters<SmtpServer['refuse']>[0] = null;
  let held: Promise<void> | undefined;
  let reached = 0;
  const toError = ({ code, message }: { code: number; message: string }) => Object.assign(new Error(message), { responseCode: code });

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    // Clients keep their connections.
    closeTimeout: 100,
    onRcptTo({ address }, _, callback) {
      reached += 1;
      const answer = () => callback(refusal?.at === 'RCPT' && [undefined, address].includes(refusal.only) ? toError(refusal) : null);
      if (held) void held.then(answer);
      else answer();
    },
    onData(stream, { envelope }, callback) {
      void text(stream).then((raw) => {
        if (refusal?.at === 'DATA') {
          callback(toError(refusal));
          return;
        }
        received.push({ recipient: envelope.rcptTo.map(({ address }) => address).join(), ...readMail(raw) });
        callback();
      });
    },
  });
  // A client that was killed.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.server.address() as AddressInfo).port;
  return {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    received,
    refuse: (next) => (refusal = next),
    hold() {
      let release!: () => void;
      const [own, before] = [new Promise<void>((resolve) => (release = resolve)), reached];
      held = own;
      return {
        isReached: () => until(() => Promise.resolve(reached > before)).then(() => undefined),
        release: () => {
          if (held === own) held = undefined;
          release();
        },
      };
    },
    wait: (mails, timeoutMs) => until(() => Promise.resolve(received.length >= mails), timeoutMs).then(() => received.slice(0, mails)),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function readMail(raw: string): Omit<ReceivedMail, 'recipient'> {
  const mail = readPart(raw);
  const parts = leavesOf(mail);
  const attached = parts.filter((part) => part.headers['content-disposition']?.startsWith('attachment'));
  const partOf = (type: string) => decode(parts.find((part) => !attached.includes(part) && part.headers['content-type']?.startsWith(type)));
  const attachments = attached.map(({ headers, body }) => ({
    name: /filename="?([^";]+)/.exec(headers['content-disposition'] ?? '')?.[1] ?? '',
    type: headers['content-type']?.split(';', 1)[0] ?? '',
    content: Buffer.from(body, 'base64'),
  }));
  return { headers: mail.headers, text: partOf('text/plain'), html: partOf('text/html'), attachments };
}

/** The parts of a part that have none themselves. */
function leavesOf(part: ReturnType<typeof readPart>): ReturnType<typeof readPart>[] {
  const boundary = /boundary="(.+?)"/.exec(part.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return [part];
  const parts = part.body.split(`--${boundary}`).slice(1, -1);
  return parts.flatMap((inner) => leavesOf(readPart(inner.trimStart())));
}

function readPart(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.split(':', 1)[0]!.toLowerCase(), line.replace(/^[^:]*:\s*/, '')]));
  return { headers, body: raw.slice(end + 4) };
}

function decode(part: ReturnType<typeof readPart> | undefined): string {
  const body = part?.body.replaceAll('\r\n', '\n').trimEnd() ?? '';
  if (part?.headers['content-transfer-encoding'] !== 'quoted-printable') return body;
  const bytes = body.replaceAll('=\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
