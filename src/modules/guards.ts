import { refusal } from '../errors';

/** Whether it is an object of JSON: neither a list nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes it for a UUID as people write them. */
export function isUuid(text: string): boolean {
  return form.test(text);
}

/** A name that somebody gives to something: 1 to 64 characters, no white space at its ends, no control characters, one of them visible. Throws INPUT_INVALID. */
export function checkName(argument: string, name: string): string {
  const isFit =
    name.length >= 1 &&
    name.length <= 64 &&
    name.trim() === name &&
    !/\p{Cc}/u.test(name) &&
    /[^\s\p{Default_Ignorable_Code_Point}]/u.test(name);
  if (!isFit)
    throw refusal(
      'INPUT_INVALID',
      { path: argument, reason: `must be a name of 1 to 64 characters, not ${JSON.stringify(name)}` },
      { argument },
    );
  return name;
}

/** A description that somebody gives: 10,000 characters at most. Throws INPUT_INVALID. */
export function checkDescription(description: string | null | undefined): string | null {
  if (description == null) return null;
  if (/^.{0,10000}$/su.test(description)) return description;
  throw refusal('INPUT_INVALID', { path: 'description', reason: 'must be at most 10,000 characters long' }, { argument: 'description' });
}
