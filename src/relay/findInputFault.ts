import { coerceInputValue, type GraphQLInputType } from 'graphql';
import { refusal, type Refusal } from '../errors';

/** What is wrong with the value of the argument or variable `name`, with its path (`parameters[0].dateTimeValue`); null when nothing is. */
export function findInputFault(name: string, value: unknown, type: GraphQLInputType): Refusal | null {
  let fault: Refusal | null = null;
  coerceInputValue(value, type, (path, _, { message }) => {
    fault ??= refusal('INPUT_INVALID', { path: toText(path) || name, reason: message }, { path });
  });
  return fault;
}

function toText(path: readonly (string | number)[]): string {
  return path.map((part, n) => (typeof part === 'number' ? `[${part}]` : n === 0 ? part : `.${part}`)).join('');
}
