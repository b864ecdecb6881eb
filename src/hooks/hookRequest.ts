import type { IncomingHttpHeaders } from 'node:http';

/** An HTTP request that reached a hook, free of any server's types. */
export interface HookRequest {
  method: string;
  token: string;
  /** The operation named by the path, where the token came in a header. */
  operation: string | null;
  headers: IncomingHttpHeaders;
  /** The caller's address, behind trusted proxies. */
  address: string;
  /** The raw body, read when it is wanted. Throws BODY_TOO_LARGE. */
  readBody(): Promise<Buffer>;
}

/** What it is answered. */
export interface HookAnswer {
  status: number;
  headers: Record<string, string>;
  /** Sent as JSON. */
  body: object;
}
