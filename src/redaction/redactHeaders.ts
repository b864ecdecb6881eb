import type { IncomingHttpHeaders } from 'node:http';
import { redacted } from './isSecretName';
import { findSecret, redactSecrets } from './redactSecrets';

/** The most of all headers that is kept, in characters of JSON. */
const mostKept = 16_384;

/** The headers as JSON, secrets redacted; `secret` names a further one that holds one. */
export function redactHeaders(headers: IncomingHttpHeaders, secret?: string | null): string {
  const plain = JSON.stringify(headers);
  const json = secret == null && findSecret(plain) < 0 ? plain : JSON.stringify(redact(headers, secret));
  return json.length <= mostKept ? json : JSON.stringify({ '…': 'too large to be kept' });
}

function redact(headers: IncomingHttpHeaders, secret?: string | null): Record<string, string> {
  const told = redactSecrets(headers as Record<string, string>) as Record<string, string>;
  const hidden = secret?.toLowerCase();
  if (hidden !== undefined && told[hidden] !== undefined) told[hidden] = redacted;
  return told;
}
