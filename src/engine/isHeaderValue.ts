/** Of RFC 9110: nothing that ends a line, and nothing beyond Latin-1. */
const fits = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether a text can be the value of a header. A line break would make another header of what follows. */
export function isHeaderValue(text: string): boolean {
  return fits.test(text);
}
