/** The text, or its first `longest` characters and an ellipsis: what messages show of what somebody sent. */
export function cut(text: string, longest = 100): string {
  return text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}…`;
}
