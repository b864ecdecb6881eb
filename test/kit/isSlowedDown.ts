import { RateLimiterQueue } from 'rate-limiter-flexible';

/**
 * Resolves to whether the slow-down of log-ins has what `act` does wait for its turn, however long that is: on a busy machine the turn may have come by
 * then. In the process of the test.
 */
export async function isSlowedDown(act: () => Promise<unknown>): Promise<boolean> {
  const removeTokens = jest.spyOn(RateLimiterQueue.prototype, 'removeTokens');
  try {
    await act();
    return removeTokens.mock.calls.length > 0;
  } finally {
    removeTokens.mockRestore();
  }
}
