/** A length in pixels with one decimal. */
export function round(length: number): number {
  return Math.round(length * 10) / 10;
}
