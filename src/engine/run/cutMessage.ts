import { limits } from '../../limits';

/** A message as it is kept: what is too long is cut, and ends in an ellipsis. */
export function cutMessage(message: string): string {
  const most = limits.messageCharacters.value;
  if (message.length <= most) return message;
  // No half of a surrogate pair: it could not be stored.
  return `${message.slice(0, most - 1).replace(/\p{Surrogate}$/u, '')}…`;
}
