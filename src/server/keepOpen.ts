import type { ServerResponse } from 'node:http';

/** Keeps the connection of an answer open while `work` waits, however long nothing moves on it. */
export async function keepOpen<Result>({ socket }: ServerResponse, work: () => Promise<Result>): Promise<Result> {
  const usual = socket?.timeout ?? 0;
  socket?.setTimeout(0);
  try {
    return await work();
  } finally {
    socket?.setTimeout(usual);
  }
}
