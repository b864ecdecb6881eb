import { destination, pino } from 'pino';
import type { Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from './config';

/** What never gets into a log, wherever an object that is logged has it at its top, in `headers`, or in a request's headers. */
const secretFields = ['authorization', 'cookie', '"set-cookie"', '"x-api-key"', 'token', 'password', 'secret'];
const redactedPaths = ['', 'headers.', 'req.headers.', 'request.headers.', 'input.'].flatMap((prefix) =>
  secretFields.map((field) => (field.startsWith('"') ? `${prefix.slice(0, -1)}[${field}]` : `${prefix}${field}`)),
);

/** The logger of a process: lines on standard error, of which nothing is lost when the process ends. Never log a URL that may hold a token. */
export function createLog({ logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>): Logger {
  const stream =
    logFormat === 'pretty'
      ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', singleLine: true })
      : destination({ dest: 2, sync: true });
  return pino({ level: logLevel, redact: { paths: redactedPaths, censor: '(secret)' } }, stream);
}
