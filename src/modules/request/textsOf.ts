import type { ParameterInput } from '../../generated/graphql';

/** The texts that an input sets, by the name of the data: whoever they name is loaded where the process assigns actions by them. */
export function textsOf({ parameters }: { parameters?: readonly ParameterInput[] | null }): { texts?: Record<string, string> } {
  const texts = (parameters ?? []).flatMap(({ name, textValue }): [string, string][] => (textValue == null ? [] : [[name, textValue]]));
  return texts.length > 0 ? { texts: Object.fromEntries(texts) } : {};
}
