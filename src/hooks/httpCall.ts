import type { IncomingHttpHeaders } from 'node:http';

/** An HTTP request, free of any server's types. */
export interface HttpCall {
  method: string;
  headers: IncomingHttpHeaders;
  /** The query string of its URL, without `?`. */
  query: string;
  /** The caller's address, behind trusted proxies. */
  address: string;
  /** The raw body, read when it is wanted. Throws BODY_TOO_LARGE. */
  readBody(): Promise<Buffer>;
  /** Does the work in a place among the calls that are worked on. Throws TOO_MANY_IN_FLIGHT. */
  takePlace<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits for what others do, without a place among the calls that are worked on. The signal is aborted when the caller is gone, or the process is to stop. */
  waitFor<Result>(waiting: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}
