import { coerceInputValue, type GraphQLInputType } from 'graphql';
import { Refusal, refusal } from '../errors';

/** What is wrong with the value of the argument or variable `name`, with its path (`parameters[0].dateTimeValue`); null when nothing is. */
export function findInputFault(name: string, value: unknown, type: GraphQLInputType): Refusal | null {
  try {
    coerceInputValue(value, type, (path, _, { message }) => {
      // Thrown, since it would go on to the end: an error for each of a million wrong items takes minutes.
      throw refusal('INPUT_INVALID', { path: toText(path) || name, reason: message }, { path });
    });
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function toText(path: readonly (string | number)[]): string {
  return path.map((part, n) => (typeof part === 'number' ? `[${part}]` : n === 0 ? part : `.${part}`)).join('');
}
