import type { ParameterInput } from '../../generated/graphql';
import { textsAmong } from './textsAmong';

/** The texts that an input's parameters set and that could be user names. */
export function textsOf({ parameters }: { parameters?: readonly ParameterInput[] | null }): { texts?: Record<string, string> } {
  return textsAmong((parameters ?? []).map(({ name, textValue }) => [name, textValue]));
}
