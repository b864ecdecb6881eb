import { Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from 'pino';

/** That it begins and ends is nothing to tell; what it calls an error mends itself. */
const severities = { error: 'warn', warning: 'warn', info: 'debug', debug: 'trace' } as const;

/** What the queue says, in our log. Jobs that are done or failed are logged by `toTaskList`, with less of their payload. */
export function createQueueLog(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message, meta = {}) => {
    if ('success' in meta || 'failure' in meta) return;
    // Connections are held for moments only; three do for twenty jobs.
    if (message.includes('maxPoolSize')) return;
    log[severities[level]]({ queue: true }, message);
  });
}
