import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Refusal } from '../errors';

/** An HTTP request, free of any server's types. */
export interface HttpCall {
  method: string;
  headers: IncomingHttpHeaders;
  /** The query string of its URL, without `?`. */
  query: string;
  /** Its whole URL, as the server's public URL says. */
  url: string;
  /** The caller's address, behind trusted proxies. */
  address: string;
  /** Has the ID of the call in each line. */
  log: Logger;
  /** Finds out who calls, in a slot of the address. Throws TOO_MANY_IN_FLIGHT, CALLER_BUSY. */
  identify<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The body as it was sent, read when it is wanted; its bytes count for this caller. Throws CODING_UNKNOWN, CODINGS_EXCEEDED, BODY_TOO_LARGE, BODY_TOO_SLOW, BODY_INCOMPLETE, TOO_MANY_IN_FLIGHT, CALLER_BUSY. */
  readBody(caller: string): Promise<Buffer>;
  /** The body without its content codings, in UTF-8 if its Content-Type names a charset. Throws what `decodeBody` throws. */
  decodeBody(body: Buffer): Promise<Buffer>;
  /** Does the work in a slot of this caller, once the body is there. Throws TOO_MANY_IN_FLIGHT, CALLER_BUSY, ANSWER_TOO_SLOW. */
  takeSlot<Result>(caller: string, work: () => Promise<Result>): Promise<Result>;
  /** Returns whether the caller has left, or was answered ANSWER_TOO_SLOW: nothing more is begun then. */
  isAbandoned(): boolean;
  /** Waits for what others do, without a place among the calls that are worked on. The signal is aborted when the caller is gone, or the process is to stop. */
  waitFor<Result>(waiting: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** A request that reached a hook. */
export interface HookRequest extends HttpCall {
  token: string;
  /** The operation named by the path, where the token came in a header. */
  operation: string | null;
  /** It is an earlier call that an administrator has run again. */
  replay?: HookReplay;
}

/** How an earlier call is run again: who calls is not asked. */
export interface HookReplay {
  /** SHA-256 of the token that its hook has now, hexadecimal. */
  tokenHash: string;
  /** The ID of the delivery that is run again. */
  ofId: number;
  /** The ID that the new delivery gets. */
  id: number;
  /** As if it had given no `uid`. */
  force: boolean;
}

/** What it is answered. */
export interface HookAnswer {
  status: number;
  headers: Record<string, string>;
  /** A text is sent as it is, anything else as JSON. */
  body: object | string;
  /** Why the call did not come to what it asked for, whether or not it had its effect: for the log. */
  refused?: Pick<Refusal, 'message' | 'code'>;
}

const form = /^[\w-]{16,200}$/;

/** Returns what is kept of a token, its SHA-256 in hexadecimal; null for what cannot be one. */
export function hashToken(token: string): string | null {
  return form.test(token) ? createHash('sha256').update(token).digest('hex') : null;
}
