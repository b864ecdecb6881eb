/** A job to be enqueued by the very statement that commits what it follows from. Made by `toJob`. */
export interface Job {
  /** The name of its task. */
  task: string;
  /** What the task's schema accepts, as JSON. Never a secret: it stays in the database until the job is done. */
  payload: object;
  /** Not before then; null: at once. */
  runAt: Date | null;
  /** So often at most; then the job is dead. */
  maxAttempts: number;
  /** What limits how many of its kind run at a time in a process, so that slow ones do not hold up the others: see `createLanes`. */
  lanes: string[];
}
