/** What stands in the place of what is not told. */
export const redacted = '[redacted]';
