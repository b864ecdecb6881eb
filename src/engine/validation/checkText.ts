import { isStorable } from '../isStorable';
import { limits } from '../../limits';
import type { Report } from './fault';

/** How deep a definition may nest. */
const deepest = limits.definitionLevels.value;

/** Reports text that cannot be stored and what is no JSON or nests too deeply. False when the rest cannot be checked because of it. */
export function checkText(value: unknown, report: Report, path: PropertyKey[] = []): boolean {
  if (path.length > deepest) return refuse(`is nested deeper than ${deepest} levels`);
  if (typeof value === 'string') return isStorable(value) || refuse('has characters in it that cannot be stored');
  if (value === undefined || value === null || typeof value === 'boolean' || Number.isFinite(value)) return true;
  if (Array.isArray(value)) return value.map((item, at) => checkText(item, report, [...path, at])).every(Boolean);
  if (typeof value !== 'object') return refuse('is no JSON value');
  return Object.entries(value)
    .map(([name, field]) =>
      isStorable(name) ? checkText(field, report, [...path, name]) : refuse('has a field whose name cannot be stored'),
    )
    .every(Boolean);

  function refuse(message: string): false {
    report(path, message);
    return false;
  }
}
