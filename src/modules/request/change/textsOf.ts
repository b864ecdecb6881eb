import type { ParameterInput } from '../../../generated/graphql';

/** A name of 64 characters, each of two units. */
const longest = 128;

/** The texts that an input's parameters set and that could be user names. */
export function textsOf({ parameters }: { parameters?: readonly ParameterInput[] | null }): { texts?: Record<string, string> } {
  return textsAmong((parameters ?? []).map(({ name, textValue }) => [name, textValue]));
}

/**
 * The texts among these values that could be user names, by the name of the data that they set: whoever they name is loaded where the
 * process assigns actions by them.
 */
export function textsAmong(values: readonly (readonly [name: string, value: unknown])[]): { texts?: Record<string, string> } {
  const texts = values.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= longest);
  return texts.length > 0 ? { texts: Object.fromEntries(texts.map(([name, text]) => [name.normalize('NFC'), text])) } : {};
}
