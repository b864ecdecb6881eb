import { refusal, type Refusal } from '../../errors';
import type { Fault } from '../../engine/validation/fault';

/** The refusal that tells all faults of a definition, in words and as `extensions.faults`. */
export function definitionInvalid(faults: Fault[]): Refusal {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return refusal('DEFINITION_INVALID', { count, faults: faults.map(({ path, message }) => `${path}: ${message}`).join('; ') }, { faults });
}
