import type { IncomingHttpHeaders } from 'node:http';
import { sql } from '../sql';
import type { Logger } from 'pino';
import type { Replay } from '../context';
import type { DeliveryLog } from '../store/delivery/createDeliveryLog';
import type { Database } from '../store/openDatabase';
import type { HookAnswer, HookRequest } from './hookRequest';

interface Own {
  db: Database;
  deliveries: DeliveryLog;
  log: Logger;
  answerHook: (request: HookRequest) => Promise<HookAnswer>;
  /** Aborted when the process is to stop. */
  stopping: AbortSignal;
}

/** Runs deliveries of hooks again: through the pipeline, but for what is asked of who calls, and ends when the new one is entered. */
export function createReplay({ db, deliveries, answerHook, stopping, log }: Own): Replay {
  return async ({ id: ofId, applicationId, method, path, address, headers, body }, { id, force }) => {
    const [application] = await db.read<{ tokenHash: string }>(
      sql`SELECT encode(token_hash, 'hex') AS "tokenHash" FROM application WHERE id = ${applicationId}`,
    );
    if (!application) return;
    const [pathname = '', query = ''] = path.split(/\?(.*)/s);
    // It is another call: the answer to the old one is not given again.
    const { 'idempotency-key': _, ...sent } = JSON.parse(headers ?? '{}') as IncomingHttpHeaders;
    await answerHook({
      method,
      token: '',
      operation: pathname.split('/')[2] ?? null,
      headers: sent,
      query,
      // Only signatures are over it.
      url: '',
      address,
      log,
      readBody: () => Promise.resolve(Buffer.from(body ?? '')),
      // It was kept decoded.
      decodeBody: (kept) => Promise.resolve(kept),
      // That of the call that asks for it.
      identify: (work) => work(),
      takeSlot: (_, work) => work(),
      isAbandoned: () => false,
      waitFor: (waiting) => untilStopped(waiting, stopping),
      replay: { tokenHash: application.tokenHash, ofId, id, force },
    });
    await deliveries.settle();
  };
}

/** Waits until the process is to stop at most, and listens to that for no longer than it waits. */
async function untilStopped<Result>(waiting: (signal: AbortSignal) => Promise<Result>, stopping: AbortSignal): Promise<Result> {
  const over = new AbortController();
  const end = () => over.abort();
  stopping.addEventListener('abort', end, { once: true, signal: over.signal });
  if (stopping.aborted) end();
  try {
    return await waiting(over.signal);
  } finally {
    end();
  }
}
