import { refusal, type Refusal } from '../../errors';

/** Bytes that a template may put together: in a loop, values could be doubled again and again. */
export const largestTemplate = 32_000_000;

/** EXPRESSION_FAILED of a template that puts together more than that. */
export function templateTooLarge(template: string): Refusal {
  return refusal('EXPRESSION_FAILED', {
    expression: template.slice(0, 500),
    reason: `it puts together more than ${largestTemplate} bytes`,
  });
}
