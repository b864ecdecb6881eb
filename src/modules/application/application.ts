import { createHash, randomBytes } from 'node:crypto';
import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { ApplicationOrderField, QueryApplicationsArgs } from '../../generated/graphql';
import type { Application } from '../../generated/prisma/client';
import { idKey } from '../../relay/globalId';
import type { Hook } from '../../store/load/loadHook';
import type { Hmac, SignatureScheme } from '../../store/signature';
import type { Transaction } from '../../store/openDatabase';
import type { Trigger } from '../../store/trigger';
import { isAdministrator, type Facts } from '../audit/audited';
import { findConnection, checkLists, isOneOf, whereGiven, orderOf, type FoundConnection, type Orders } from '../findConnection';
import { lookUp } from '../lookUp';

/** A trigger as the fields of `Trigger` read it. */
export type TriggerRow = Trigger;

/** An application as the fields of `Application` read it. */
export interface ApplicationRow extends Omit<
  Hook,
  'viewer' | 'answered' | 'secretHash' | 'triggerPasswordHash' | 'triggerVerifyToken' | 'signature' | 'fileRules'
> {
  description: string;
  impersonateUserName: string | null;
  signatureScheme: SignatureScheme | null;
  signatureHeader: string | null;
  signatureHmac: Hmac | null;
  /** Whether a second secret is accepted. */
  hasSecondSecret: boolean;
  createdAt: Date;
}

/** Its columns out of `application a`. */
const applicationColumns: Sql = sql`a.id, a.name, a.kind, a.description, a.impersonate_user_name AS "impersonateUserName", a.active,
  a.allowed_addresses AS "allowedAddresses", a.rate_limit_requests AS "rateLimitRequests", a.rate_limit_seconds AS "rateLimitSeconds",
  a.error_status AS "errorStatus", a.error_prefix AS "errorPrefix", a.log_bodies AS "logBodies", a.signature_scheme AS "signatureScheme",
  a.signature_header AS "signatureHeader", a.signature_hmac AS "signatureHmac", a.signature_second_secret IS NOT NULL AS "hasSecondSecret", a.trigger, a.created_at AS "createdAt"`;

/** A page of applications. */
export type ApplicationRows = FoundConnection<ApplicationRow>;

/** An application that was just written, as the fields of `Application` read it. */
export function toApplicationRow(application: Application): ApplicationRow {
  return {
    ...application,
    trigger: application.trigger as Trigger | null,
    signatureHmac: application.signatureHmac as Hmac | null,
    hasSecondSecret: application.signatureSecondSecret !== null,
  };
}

/** The private URL of the hook with this token. */
export function toHookUrl({ publicUrl }: Pick<Context, 'publicUrl'>, token: string): string {
  return `${publicUrl}/hooks/${token}`;
}

/** A new token of 192 random bits, URL-safe, and the SHA-256 that is kept of it. `token` makes them of a given one. */
export function createToken(token = randomBytes(24).toString('base64url')): { token: string; tokenHash: Uint8Array<ArrayBuffer> } {
  return { token, tokenHash: new Uint8Array(createHash('sha256').update(token).digest()) };
}

/** Returns what the audit trail compares of an application. */
export function describeApplication({ id: _, createdAt: __, tokenHash: token, ...facts }: Application): Facts {
  return { ...facts, token };
}

/** The application of that ID, null where there is none that the viewer may see. Batched. */
export async function loadApplicationRow(context: Context, id: number): Promise<ApplicationRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('application', id, async (ids: number[]) => {
    const rows = await context.db.read<ApplicationRow>(sql`SELECT ${applicationColumns} FROM application a WHERE a.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The application of that ID, name or both; null where there is none that the viewer may see. Throws what `lookUp` throws. */
export function findApplication(context: Context, args: { id?: string | null; name?: string | null }): Promise<ApplicationRow | null> {
  return lookUp<ApplicationRow>(context, args, {
    type: 'Application',
    byId: (id) => loadApplicationRow(context, id),
    byNames: (names) =>
      context.db.read(
        sql`SELECT ${applicationColumns} FROM application a WHERE a.name = ANY (${names}) AND ${isAdministrator(context.viewer)}`,
      ),
    nameOf: ({ name }) => name,
  });
}

/** The name of an application, also of one that was removed. Batched. */
export async function loadApplicationName(context: Context, id: number): Promise<string | null> {
  const row = await context.loaders.load('application name', id, async (ids: number[]) => {
    const rows = await context.db.read<{ id: number; name: string }>(
      sql`SELECT id, name FROM application WHERE id = ANY (${ids}) UNION ALL SELECT id, name FROM removed_application WHERE id = ANY (${ids})`,
    );
    return new Map(rows.map((each) => [each.id, each]));
  });
  return row?.name ?? null;
}

/**
 * The application that an input names, to be changed or removed: what else does so to any waits until the transaction ends. The
 * first that a transaction asks for. Throws APPLICATION_NOT_FOUND, ID_INVALID.
 */
export async function getApplication(tx: Transaction, globalId: string): Promise<Application> {
  const id = idKey('id', globalId, 'Application')?.[0] ?? 0;
  // Two that take the same name at once: the second waits here and then sees it. One lock for all: by row and table they could meet crosswise.
  await tx.$executeRaw`LOCK TABLE application IN SHARE ROW EXCLUSIVE MODE`;
  const application = await tx.application.findUnique({ where: { id } });
  if (!application) throw refusal('APPLICATION_NOT_FOUND', { application: globalId });
  return application;
}

const orders: Orders<ApplicationOrderField> = {
  CREATED_AT: [{ by: sql`a.id`, type: 'int' }],
  NAME: [{ by: sql`a.name`, type: 'text' }],
};

/** The applications that the viewer may see, last created first. */
export function findApplications(context: Context, args: QueryApplicationsArgs): Promise<FoundConnection<ApplicationRow>> {
  const { name, names, kind, kinds, active } = checkLists(args.filter ?? {});
  const given = whereGiven([
    [name, () => sql`a.name = ${name}`],
    [names, () => isOneOf(sql`a.name`, names)],
    [kind, () => sql`a.kind = ${kind}::application_kind`],
    [kinds, () => isOneOf(sql`a.kind`, kinds, 'application_kind')],
    [active, () => sql`a.active = ${active}`],
  ]);
  const where = [sql`${isAdministrator(context.viewer)}`, ...given];
  return findConnection(context, 'applications', args, {
    columns: applicationColumns,
    from: sql`FROM application a WHERE ${join(where, ' AND ')}`,
    ...orderOf(orders, args.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  });
}
