import { Refusal } from '../../errors';

/** Whether an expression failed, which is the failure of what it belongs to. Any other error ends the command. */
export function isExpressionFailed(error: unknown): error is Refusal {
  return error instanceof Refusal && error.refusal === 'EXPRESSION_FAILED';
}
