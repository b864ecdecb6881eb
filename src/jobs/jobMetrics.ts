/** What the worker counts. */
export interface JobMetrics {
  /** One attempt of a job has ended. `dead`: it failed, and is not tried again. */
  finished(task: string, outcome: 'done' | 'failed' | 'dead', seconds: number): void;
  /** A callback was called, or tried to. `given up`: it failed, and is not tried again. */
  calledBack(outcome: 'succeeded' | 'failed' | 'given up'): void;
  /** How many jobs of a task wait for their turn (or for their next attempt), and how many are dead; of all tasks that have any. */
  standing(tasks: { task: string; waiting: number; dead: number }[]): void;
}
