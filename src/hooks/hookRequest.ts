import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from '../errors';

/** An HTTP request that reached a hook, free of any server's types. */
export interface HookRequest {
  method: string;
  token: string;
  /** The operation named by the path, where the token came in a header. */
  operation: string | null;
  /** It is an earlier call that an administrator has run again. */
  replay?: HookReplay;
  headers: IncomingHttpHeaders;
  /** The query string of its URL, without `?`. */
  query: string;
  /** The caller's address, behind trusted proxies. */
  address: string;
  /** The raw body, read when it is wanted. Throws BODY_TOO_LARGE. */
  readBody(): Promise<Buffer>;
  /** Waits for what others do, without a place among the calls that are worked on. The signal is aborted when the caller is gone, or the process is to stop. */
  waitFor<Result>(waiting: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
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
