/** What a call with an Idempotency-Key is known by. */
export interface Idempotency {
  /** Whose keys these are: `Application:<id>`, or `User:<id>` for the Workflows API. */
  scope: string;
  key: string;
  /** A hash of operation, query string and body, hexadecimal: `hooks/toIdempotency`. */
  bodyHash: string;
  /** What releases up to 0.1 kept instead: SHA-256 of operation and raw body. */
  rawHash: string;
}
