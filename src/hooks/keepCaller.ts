import { ruleOf } from '../modules/sender/signatureRules';
import { redactHeaders } from '../redaction/redactHeaders';
import { redacted } from '../redaction/isSecretName';
import { redactQuery } from '../redaction/redactSecrets';
import type { Delivery } from '../store/delivery';
import type { Hook } from '../store/loadHook';
import type { HookRequest } from './hookRequest';

/** Keeps in a delivery through which hook it came, and what the log may have of how it came. Of what knows no token nothing is kept. */
export function keepCaller(delivery: Delivery, hook: Hook, { headers, query, token }: HookRequest, status = 200): void {
  const { id: applicationId, kind, logBodies, signature } = hook;
  Object.assign(delivery, { applicationId, kind, logBodies, status });
  if (query) delivery.path += `?${redactQuery(query)}`;
  if (logBodies === 'NONE') return;
  const told = redactHeaders(headers, signature && ruleOf(signature).header);
  // Proxies tell the path that they were called by, such as `X-Forwarded-Uri`.
  delivery.headers = token ? told.replaceAll(token, redacted) : told;
}
