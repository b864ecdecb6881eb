/** Fields and arguments that hold the name of something, though they are not called so. */
const others: ReadonlySet<string> = new Set(['workflow', 'workflowDefinitionId', 'participant', 'alias']);
/** What has names that are values: those of files, and whatever is in JSON. */
const kept: ReadonlySet<string> = new Set(['FileValueInput', 'FileFilter', 'JSON']);

/**
 * Whether this field or argument holds names, which are compared in NFC. `parent` is the input type that has the field; null for an argument. All other
 * texts keep the characters of the caller.
 */
export function isName(field: string, parent: string | null): boolean {
  return (/names?(StartsWith)?$/i.test(field) || others.has(field)) && (parent === null || !kept.has(parent));
}
