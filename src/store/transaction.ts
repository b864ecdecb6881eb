import type { Prisma } from '../generated/prisma/client';
import type { Database } from './openDatabase';

/** The client of a transaction: inside of one, nothing else may be asked. */
export type Transaction = Prisma.TransactionClient;

/** Runs `work` in one transaction of the administration: all of it or nothing. Never on the hot path. */
export function transaction<Result>(db: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return db.prisma.$transaction(work, { maxWait: 10_000, timeout: 20_000 });
}
