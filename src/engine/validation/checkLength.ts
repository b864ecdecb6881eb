import { isLargerThan } from '../isLargerThan';
import { isTooDeep } from '../isTooDeep';
import type { Json } from '../state';
import { limits } from '../../limits';
import type { Report } from './fault';

const longest = limits.definitionCharacters.value;
const deepest = limits.definitionLevels.value;

/** Reports a definition, or its text, that is too long to be looked at. Takes no longer for a longer one. What nests too deeply passes: `checkText` refuses it. */
export function checkLength(given: unknown, report: Report): boolean {
  const isText = typeof given === 'string';
  if (isText ? given.length <= longest : isTooDeep(given, deepest) || !isLargerThan(given as Json, longest)) return true;
  report([], isText ? `is a text of more than ${longest} characters` : `has more than ${longest} bytes`);
  return false;
}
