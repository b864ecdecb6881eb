import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { QuerySecretsArgs, SecretOrderField } from '../../generated/graphql';
import { isAdministrator } from '../administer';
import { findConnection, type FoundConnection } from '../findConnection';
import { secretColumns, type SecretRow } from './secretRow';
import { orderOf, type Orders } from '../orderOf';

const orders: Orders<SecretOrderField> = {
  CREATED_AT: [{ by: sql`s.id`, type: 'int' }],
  NAME: [{ by: sql`s.name`, type: 'text' }],
};

/** The secrets as far as the viewer may see them, last made first. */
export function findSecrets(context: Context, asked: QuerySecretsArgs): Promise<FoundConnection<SecretRow>> {
  return findConnection(context, 'secrets', asked, {
    columns: secretColumns,
    from: sql`FROM secret s WHERE ${isAdministrator(context.viewer)}`,
    ...orderOf(orders, asked.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  });
}
