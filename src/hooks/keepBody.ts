import { redactBody } from '../redaction/redactBody';
import { redactQuery } from '../redaction/redactQuery';
import type { Delivery } from '../store/delivery';
import type { HttpCall } from './httpCall';

/** Keeps of a body in its delivery what the log may have. */
export function keepBody(delivery: Delivery, { query }: HttpCall, body: Buffer): void {
  delivery.bodySize = body.length;
  if (delivery.logBodies === 'NONE') return;
  const { text, isWhole } = redactBody(body);
  Object.assign(delivery, { body: text, isWhole: isWhole && redactQuery(query) === query });
}
