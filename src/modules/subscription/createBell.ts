/** Something to wait for that may happen before one waits. */
export interface Bell {
  ring(): void;
  /** Resolves when it has been rung since the last time, after this time in milliseconds, or when the signal is aborted. Says whether it was rung. */
  wait(longest: number): Promise<boolean>;
}

/** A bell that remembers that it was rung, not how often. */
export function createBell(signal: AbortSignal): Bell {
  let rung = false;
  let wake: () => void = () => undefined;
  signal.addEventListener('abort', () => wake(), { once: true });
  return {
    ring() {
      rung = true;
      wake();
    },
    async wait(longest) {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, longest);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const wasRung = rung;
      rung = false;
      return wasRung;
    },
  };
}
