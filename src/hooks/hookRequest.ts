import type { Refusal } from '../errors';
import type { HttpCall } from './httpCall';

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
