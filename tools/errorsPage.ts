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
    'Every error that Sluice returns deliberately. The source is the catalog in `src/errors.ts`; a test keeps this page in sync.',
    'Hooks answer with the HTTP status and `{"error": "<message>", "code": "<code>"}`; GraphQL returns the message and, in',
    '`extensions`, the `code`, the name below as `reason`, and details. `{words}` are filled in for each call. Codes and names are',
    'stable; messages can change.',
    '',
    ...sections,
  ].join('\n');
}
