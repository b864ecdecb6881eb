import type { Database } from '../../src/store/openDatabase';

/** The texts of the statements that the server sends while `act` runs. */
export async function countStatements(db: Database, act: () => Promise<unknown>): Promise<string[]> {
  const query = jest.spyOn(db.pool, 'query');
  try {
    await act();
    return query.mock.calls.map(([statement]) => (statement as unknown as { text: string }).text);
  } finally {
    query.mockRestore();
  }
}
