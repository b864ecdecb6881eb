import type { ParameterInput } from '../../generated/graphql';

/** A name of 64 characters, each of two units. */
const longest = 128;

/**
 * The texts that an input sets and that could be user names, by the name of the data: whoever they name is loaded where the process
 * assigns actions by them.
 */
export function textsOf({ parameters }: { parameters?: readonly ParameterInput[] | null }): { texts?: Record<string, string> } {
  const texts = (parameters ?? []).flatMap(({ name, textValue }): [string, string][] =>
    textValue == null || textValue.length > longest ? [] : [[name, textValue]],
  );
  return texts.length > 0 ? { texts: Object.fromEntries(texts) } : {};
}
