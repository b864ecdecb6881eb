import { sql, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { QuerySecretsArgs, SecretOrderField } from '../../generated/graphql';
import type { Secret } from '../../generated/prisma/client';
import { isAdministrator, type Facts } from '../audit/audited';
import { findConnection, orderOf, type FoundConnection, type Orders } from '../findConnection';

/** A secret as the fields of `Secret` read it. */
export interface SecretRow {
  id: number;
  name: string;
  hosts: string[];
  updatedAt: Date;
}

/** Its columns out of `secret s`: all but its value. */
const secretColumns: Sql = sql`s.id, s.name, s.hosts, s.updated_at AS "updatedAt"`;

/** A page of secrets. */
export type SecretRows = FoundConnection<SecretRow>;

/** Returns what the audit trail compares of a secret. Of its value, which is encrypted anew each time, it keeps no more than that it was set. */
export function describeSecret({ name, hosts, value: secret }: Secret): Facts {
  return { name, hosts, secret };
}

/** The secret of that ID, null where there is none that the viewer may see. Batched. */
export async function loadSecretRow(context: Context, id: number): Promise<SecretRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('secret', id, async (ids: number[]) => {
    const rows = await context.db.read<SecretRow>(sql`SELECT ${secretColumns} FROM secret s WHERE s.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

const orders: Orders<SecretOrderField> = {
  CREATED_AT: [{ by: sql`s.id`, type: 'int' }],
  NAME: [{ by: sql`s.name`, type: 'text' }],
};

/** The secrets as far as the viewer may see them, last made first. */
export function findSecrets(context: Context, args: QuerySecretsArgs): Promise<FoundConnection<SecretRow>> {
  return findConnection(context, 'secrets', args, {
    columns: secretColumns,
    from: sql`FROM secret s WHERE ${isAdministrator(context.viewer)}`,
    ...orderOf(orders, args.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  });
}
