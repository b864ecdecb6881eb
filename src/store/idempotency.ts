/** What a call with an Idempotency-Key is known by. */
export interface Idempotency {
  /** Whose keys these are: `Application:<id>`, or `User:<id>` for the Workflows API. */
  scope: string;
  key: string;
  /** SHA-256 of operation and raw body, hexadecimal. */
  bodyHash: string;
}
