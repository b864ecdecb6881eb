import { coerceValue } from '../coerceValue';
import type { Report } from './fault';
import type { Parts } from './partsOf';

/** Reports defaults that do not fit their data's type. */
export function checkData(parts: Parts, report: Report): void {
  for (const { at, value } of parts.data) {
    const coerced = coerceValue(value.type, value.default ?? null);
    if ('reason' in coerced) report(['data', at, 'default'], coerced.reason);
  }
}
