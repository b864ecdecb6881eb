/** What bytes are of which nobody says more. */
export const anyMediaType = 'application/octet-stream';

/** Whether a text is a media type (`text/plain; charset=utf-8`) that can stand in a header. */
export function isMediaType(text: string): boolean {
  return text.length <= 255 && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+( *;[\x20-\x7e]*)?$/.test(text);
}
