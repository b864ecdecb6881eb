import { refusal } from '../errors';
import { limits } from '../limits';

const maxDescription = limits.descriptionCharacters.value;

/** Returns whether it is an object of JSON: neither a list nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Returns whether PostgreSQL takes it for a UUID as people write them. */
export function isUuid(text: string): boolean {
  return form.test(text);
}

/** A name that somebody gives to something: 1 to `nameCharacters` characters, no white space at its ends, no control characters, one of them visible. Throws INPUT_INVALID. */
export function checkName(argument: string, name: string): string {
  const isFit =
    name.length >= 1 &&
    name.length <= limits.nameCharacters.value &&
    name.trim() === name &&
    !/\p{Cc}/u.test(name) &&
    /[^\s\p{Default_Ignorable_Code_Point}]/u.test(name);
  if (!isFit)
    throw refusal(
      'INPUT_INVALID',
      { path: argument, reason: `must be a name of 1 to ${limits.nameCharacters.value} characters, not ${JSON.stringify(name)}` },
      { argument },
    );
  return name;
}

/** A description that somebody gives, null if absent. Throws INPUT_INVALID for one that is too long. */
export function checkDescription(description: string | null | undefined): string | null {
  if (description == null) return null;
  if (!isLongerThan(description, maxDescription)) return description;
  throw refusal(
    'INPUT_INVALID',
    { path: 'description', reason: `must be at most ${maxDescription.toLocaleString('en')} characters long` },
    { argument: 'description' },
  );
}

/** Returns whether a text has more than `maxLength` characters (code points, not UTF-16 units). */
export function isLongerThan(text: string, maxLength: number): boolean {
  return text.length > maxLength && Array.from(text.slice(0, 2 * maxLength + 2)).length > maxLength;
}
