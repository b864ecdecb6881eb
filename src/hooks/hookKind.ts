import type { CallDeps } from '../modules/createContext';
import type { Waits } from '../modules/request/awaitRequest';
import type { Delivery } from '../store/delivery/delivery';
import type { Hook } from '../store/load/loadHook';
import type { HookAnswer, HookRequest, HttpCall } from './hookRequest';
import type { OperationDocument } from './operationDocuments';
import type { SentFile } from './trigger/readMultipart';

/** What a kind of hook is made with. */
export interface KindDeps extends CallDeps {
  waits: Waits;
}

/** What the body of a call says. */
export interface CallContent {
  /** Its value as JSON: what counts under an Idempotency-Key. Null for no body. */
  body: unknown;
  /** The files that came in it. */
  files: readonly SentFile[];
  /** The text that it was read from, where the kind keeps it. */
  raw?: string | null | undefined;
}

/** The mutation that a call comes to. */
export interface HookOperation {
  operation: OperationDocument;
  input: object;
  /** What counts of the call beside its body: a repeat under its Idempotency-Key has the same. */
  beside?: string;
}

/** An answer to a call that starts nothing, though nothing is wrong with it. */
export interface Skipped {
  skipped: NonNullable<Delivery['skipped']>;
  answer: HookAnswer;
}

/** What one kind of hook does in its own way: everything else is the pipeline's. */
export interface HookKind {
  /** The status of an answer to what went well, as far as it is known before: 200 where it is not said. */
  status?(hook: Hook): number;
  /** Calls may come without a body, and then say nothing of its type. */
  isBodyOptional?: boolean;
  /** The methods that calls may come by: POST where it is not said. */
  methods?(hook: Hook): readonly string[];
  /** Throws CONTENT_TYPE_WRONG for a body of another type than the hook takes: JSON where it is not said. */
  requireType?(hook: Hook, headers: HttpCall['headers']): void;
  /** Reads a body, which is empty only where it is optional: as JSON where it is not said. Throws refusals. */
  read?(hook: Hook, headers: HttpCall['headers'], body: Buffer): Promise<CallContent>;
  /** Resolves to whether the caller has proved who they are, beyond their token. Throws refusals. */
  authenticate(hook: Hook, request: HookRequest): Promise<void> | void;
  /** Returns how to answer a call that is a handshake, known without its body: by any method, of any type. Null for other calls. */
  greet?(hook: Hook, request: HookRequest): (() => Skipped) | null;
  /** Returns the mutation to run for a body that says this, or what is answered without one. Throws refusals. */
  parse(hook: Hook, request: HookRequest, content: CallContent): HookOperation | Skipped | Promise<HookOperation | Skipped>;
  /** Returns how long a caller waits for the answer after the body is read, in milliseconds. Null or missing: the time limit of all calls. */
  timeoutMs?(hook: Hook): number | null;
  /**
   * Returns what is answered when the mutation has given this payload: every field of it that the schema has. `leftMs` is what is left of the time that the
   * caller waits. Throws refusals: the effect stays.
   */
  toAnswer(
    payload: Record<string, unknown>,
    hook: Hook,
    call: HookOperation,
    request: HookRequest,
    leftMs: number,
  ): HookAnswer | Promise<HookAnswer>;
}
