import { limits } from '../limits';

/** Fields and arguments for texts that are content: their size is that of the value that they become. */
const contents: ReadonlySet<string> = new Set(['textValue']);

/**
 * The most characters that a text for this field, argument or variable of this type may have, checked before any pattern meets it; Infinity
 * where something else bounds it: the whole body, or the type itself.
 */
export function textLimitOf(field: string, type: string): number {
  if (type === 'ID') return limits.idCharacters.value;
  if (type === 'JSON' || type === 'Base64') return Infinity;
  return contents.has(field) ? Infinity : limits.textCharacters.value;
}
