/** Thrown by a task whose job can never succeed: it is dead at once, and stays visible with this message. */
export class GiveUp extends Error {
  override readonly name = 'GiveUp';
}
