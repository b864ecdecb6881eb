/** False for text that PostgreSQL cannot hold: with U+0000 or half a surrogate pair in it. */
export function isStorable(text: string): boolean {
  return !/[\u0000\ud800-\udfff]/u.test(text);
}
