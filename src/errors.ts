/** Every code that a caller can be refused with, and the HTTP status that hooks and REST calls answer it with. */
export const httpStatus = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  GONE: 410,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
} as const;

export type RefusalCode = keyof typeof httpStatus;

/**
 * The catalogue of refusals: everything that Sluice says no with, by name. `{word}` in a message is filled in by
 * `refusal`. `docs/errors.md` is this table for readers; a test holds the two equal.
 */
export const refusals = {
  // What was sent
  INPUT_INVALID: { code: 'BAD_USER_INPUT', message: '{path}: {reason}' },
  REFERENCE_MISSING: { code: 'BAD_USER_INPUT', message: '{what} is required' },
  REFERENCES_DISAGREE: { code: 'BAD_USER_INPUT', message: '{first} and {second} name different things: give one of them, or both for the same' },
  ID_INVALID: { code: 'BAD_USER_INPUT', message: '{argument}: {value} is not the ID of {type}' },

  // Definitions
  DEFINITION_INVALID: { code: 'BAD_USER_INPUT', message: 'The definition has {count}: {faults}' },
  EXPRESSION_FAILED: { code: 'UNPROCESSABLE', message: 'The expression {expression} failed: {reason}' },

  // Requests and actions
  REQUEST_CLOSED: { code: 'CONFLICT', message: 'Request {request} was closed as {subStatus} at {closedAt}' },
  ACTION_CLOSED: { code: 'CONFLICT', message: 'Action {action} of request {request} was closed as {subStatus} at {closedAt}' },
  ACTION_NOT_FOUND: { code: 'NOT_FOUND', message: 'Request {request} has no action {action}' },
  EXCEPTION_MISSING: { code: 'CONFLICT', message: 'Action {action} of request {request} ({activity}) has no {exception} or default exception' },
  ACTION_NOT_ASSIGNED: { code: 'CONFLICT', message: 'Action {action} of request {request} is not assigned to anybody' },
} as const satisfies Record<string, { code: RefusalCode; message: string }>;

export type RefusalName = keyof typeof refusals;

type Words<Message extends string> = Message extends `${string}{${infer Word}}${infer Rest}` ? Word | Words<Rest> : never;
type Values<Name extends RefusalName> = Record<Words<(typeof refusals)[Name]['message']>, string | number>;

/** An expected no: meant for the caller, with a code, a message that says what to do, and machine-readable details. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly refusal: RefusalName,
    readonly code: RefusalCode,
    message: string,
    /** Given to the caller as `extensions` beside `code`, e.g. `{ parameter: "AMOUNT" }`. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  /** The HTTP status that hooks and REST calls answer with. */
  get status(): number {
    return httpStatus[this.code];
  }
}

/** Makes the refusal of that name, its message filled with `values`; throw it. `details` go to the caller as extensions. */
export function refusal<Name extends RefusalName>(name: Name, values: Values<Name>, details?: Readonly<Record<string, unknown>>): Refusal {
  const { code, message } = refusals[name];
  const filled = message.replace(/\{(\w+)\}/g, (_, word: string) => String((values as Record<string, string | number>)[word]));
  return new Refusal(name, code, filled, details);
}
