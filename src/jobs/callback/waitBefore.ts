const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** How long to wait before each attempt, from the one before on: those of Standard Webhooks, three days in all. In milliseconds. */
const waits = [0, 5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
const jitter = 0.2;

/** How long to wait before the attempt of that number, from 1, in milliseconds: by the schedule, 20 % more or less. Null: there is no such attempt. */
export function waitBefore(number: number): number | null {
  const wait = waits[number - 1];
  return wait === undefined ? null : Math.round(wait * (1 - jitter + Math.random() * 2 * jitter));
}
