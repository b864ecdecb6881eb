import { refusal } from '../errors';

/** A description that somebody gives: 10,000 characters at most. Throws INPUT_INVALID. */
export function checkDescription(description: string | null | undefined): string | null {
  if (description == null) return null;
  if (/^.{0,10000}$/su.test(description)) return description;
  throw refusal(
    'INPUT_INVALID',
    { path: 'description', reason: 'a description has at most 10,000 characters' },
    { argument: 'description' },
  );
}
