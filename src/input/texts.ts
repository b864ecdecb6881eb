import { limits } from '../limits';

/** Returns the text, or its first `maxCharacters` characters and an ellipsis, for messages that show input. */
export function cut(text: string, maxCharacters = 100): string {
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters).toWellFormed()}…`;
}

/** Fields and arguments that hold the name of something, though they are not called so. */
const others: ReadonlySet<string> = new Set(['workflow', 'workflowDefinitionId', 'participant', 'alias']);
/** What has names that are values: those of files, and whatever is in JSON. */
const kept: ReadonlySet<string> = new Set(['FileValueInput', 'FileFilter', 'JSON']);

/**
 * Returns whether this field or argument holds names, which are compared in NFC. `parent` is the input type that has the field; null for an argument. All other
 * texts keep the characters of the caller.
 */
export function isName(field: string, parent: string | null): boolean {
  return (/names?(StartsWith)?$/i.test(field) || others.has(field)) && (parent === null || !kept.has(parent));
}

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
