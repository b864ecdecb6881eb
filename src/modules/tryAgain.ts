/** So often at most: somebody else was faster each time. */
const most = 25;

/**
 * Runs `attempt` until it gives something, with random pauses that grow (1.6 s in all on average), so that several
 * processes do not meet again; gives null when all tries are used up.
 */
export async function tryAgain<Result>(attempt: () => Promise<Result | null>): Promise<Result | null> {
  for (let tries = 1; tries <= most; tries += 1) {
    const result = await attempt();
    if (result !== null) return result;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tries));
  }
  return null;
}
