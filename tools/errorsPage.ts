import { httpStatus, refusals } from '../src/errors';

/** The text of `docs/errors.md`: every refusal by its code, for those who have to handle them. */
export function errorsPage(): string {
  const sections = Object.entries(httpStatus).flatMap(([code, status]) => {
    const named = Object.entries(refusals).filter(([, refusal]) => refusal.code === code);
    return named.length === 0 ? [] : [`## ${code} (${status})`, '', ...named.map(([name, { message }]) => `- \`${name}\`: ${message}`), ''];
  });
  return [
    '# Errors',
    '',
    'Everything that Sluice says no with. The catalogue in `src/errors.ts` is the original; a test holds this page equal to it.',
    'Hooks answer the HTTP status with `{"error": "<message>", "code": "<code>"}`; GraphQL answers the message, and in',
    '`extensions` the `code`, the name below as `reason`, and details. `{words}` stand for what the call was about. Codes and names keep',
    'their meaning; messages may be reworded.',
    '',
    ...sections,
  ].join('\n');
}
