/** Whether a text can be the name of a file: 1 to 255 characters, none of them a control character. It is never used as a path. */
export function isFileName(text: string): boolean {
  return text.length >= 1 && text.length <= 255 && !/\p{Cc}/u.test(text);
}
