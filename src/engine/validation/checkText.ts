import { limits } from '../../limits';
import { isStorable, isLargerThan, isTooDeep } from '../measureJson';
import type { Json } from '../state';
import type { Report } from './fault';

/** How deep a definition may nest. */
const deepestText = limits.definitionLevels.value;

/** Reports text that cannot be stored and what is no JSON or nests too deeply. False when the rest cannot be checked because of it. */
export function checkText(value: unknown, report: Report, path: PropertyKey[] = []): boolean {
  if (path.length > deepestText) return refuse(`is nested deeper than ${deepestText} levels`);
  if (typeof value === 'string') return isStorable(value) || refuse('contains characters that cannot be stored');
  if (value === undefined || value === null || typeof value === 'boolean' || Number.isFinite(value)) return true;
  if (Array.isArray(value)) return value.map((item, at) => checkText(item, report, [...path, at])).every(Boolean);
  if (typeof value !== 'object') return refuse('is not a JSON value');
  return Object.entries(value)
    .map(([name, field]) =>
      isStorable(name) ? checkText(field, report, [...path, name]) : refuse('has a field name that cannot be stored'),
    )
    .every(Boolean);

  function refuse(message: string): false {
    report(path, message);
    return false;
  }
}

const maxCharacters = limits.definitionCharacters.value;
const deepest = limits.definitionLevels.value;

/** Reports a definition, or its text, that is too long to be looked at. Takes no longer for a longer one. What nests too deeply passes: `checkText` refuses it. */
export function checkLength(given: unknown, report: Report): boolean {
  const isText = typeof given === 'string';
  if (isText ? given.length <= maxCharacters : isTooDeep(given, deepest) || !isLargerThan(given as Json, maxCharacters)) return true;
  report([], isText ? `has more than ${maxCharacters} characters` : `has more than ${maxCharacters} bytes`);
  return false;
}

/**
 * The value with all texts and names of fields in NFC, so that names and the expressions that use them agree, however each was typed. Reports
 * fields whose names become the same.
 */
export function toNfc(value: Json, report: Report, path: PropertyKey[] = []): Json {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map((item, at) => toNfc(item, report, [...path, at]));
  if (typeof value !== 'object' || value === null) return value;
  const fields = new Map<string, Json>();
  for (const [sent, item] of Object.entries(value)) {
    const name = sent.normalize('NFC');
    if (fields.has(name)) report([...path, name], 'appears twice, in two forms of Unicode');
    fields.set(name, toNfc(item, report, [...path, name]));
  }
  return Object.fromEntries(fields);
}
