import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { FoundConnection } from '../findConnection';

/** A secret as the fields of `Secret` read it. */
export interface SecretRow {
  id: number;
  name: string;
  hosts: string[];
  updatedAt: Date;
}

/** Its columns out of `secret s`: all but its value. */
export const secretColumns: Sql = sql`s.id, s.name, s.hosts, s.updated_at AS "updatedAt"`;

/** A page of secrets. */
export type SecretRows = FoundConnection<SecretRow>;
