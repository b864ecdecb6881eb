import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { Context } from '../context';
import { refusal } from '../errors';
import { scopeOf } from './scopeOf';

/**
 * The mutations of the administration that a system-operation user can run as another user: they give nobody a right, and no setting,
 * credential, user or process that they change outlives the call.
 */
const harmless: ReadonlySet<string> = new Set(['createView', 'updateView', 'deleteView', 'retryJob', 'deleteJob', 'resendCallback']);

/**
 * Refuses every other mutation of the administration to a caller who acts as another user, before anything else is asked: what it
 * writes would outlive the right to act as that user. A new mutation is refused too until it is listed here. Throws where a listed
 * mutation does not exist.
 */
export function barImpersonators(schema: GraphQLSchema): void {
  const fields = schema.getMutationType()?.getFields() ?? {};
  const unknown = [...harmless].filter((name) => !Object.hasOwn(fields, name));
  if (unknown.length > 0) throw new Error(`The mutation ${unknown.join(', ')} does not exist`);
  for (const field of Object.values(fields)) {
    if (scopeOf(schema, field) !== 'administration' || harmless.has(field.name)) continue;
    const { resolve = defaultFieldResolver } = field;
    field.resolve = (source, args, context: Context, info) => {
      const { identity, viewer } = context;
      if (identity?.impersonator) {
        throw refusal('IMPERSONATOR_BARRED', { impersonator: identity.impersonator.userName, viewer: viewer.userName });
      }
      return resolve(source, args, context, info);
    };
  }
}
