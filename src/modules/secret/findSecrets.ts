import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { PageArgs } from '../../relay/readPageArgs';
import { isAdministrator } from '../administer';
import { findConnection, type FoundConnection } from '../findConnection';
import { secretColumns, type SecretRow } from './secretRow';

/** The secrets as far as the viewer may see them, last made first. */
export function findSecrets(context: Context, asked: PageArgs): Promise<FoundConnection<SecretRow>> {
  return findConnection(context, 'secrets', asked, {
    columns: secretColumns,
    from: sql`FROM secret s WHERE ${isAdministrator(context.viewer)}`,
    orderName: 'ID DESC',
    order: [{ by: sql`s.id`, type: 'int' }],
    descending: true,
  });
}
