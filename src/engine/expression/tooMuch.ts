/** Thrown by an evaluation that uses more than its bounds allow. Under wider bounds it may succeed. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}
