import { deleteStep, type Deletion } from './deleteStep';
import type { Database } from './openDatabase';
import { transaction } from './transaction';

/** Deletes requests with their families, step by step. Each step is a transaction, so it can be killed at any time and continued later. */
export async function deleteFamilies(db: Database, deletion: Deletion): Promise<void> {
  let isDone = false;
  while (!isDone) ({ isDone } = await transaction(db, (tx) => deleteStep(tx, deletion)));
}
