import { SettingError } from './startError';

/** What a connection finds about the schema that holds our tables, or is to hold them. */
export interface SchemaFacts {
  /** That of the parameter `schema`, else the first of the search_path that exists; null if there is none. */
  schema: string | null;
  /** The one that names without a schema lead to in this session. */
  current: string | null;
  searchPath: string;
  /** Whether our tables are in it. */
  isInstalled: boolean;
  canCreateTables: boolean;
  canCreateSchemas: boolean;
  /** Another schema of the same database with the tables of a Sluice. */
  elsewhere: string | null;
  /** Quoted for SQL. */
  role: string;
  database: string;
}

/**
 * Returns the schema that our tables are in, or can be made in. Throws SettingError, before anything is written, where there is none, where the
 * role has not the rights, or where the database has a Sluice in another schema: both would share one queue of jobs.
 */
export function requireSchema(facts: SchemaFacts & { wanted: string | null; isDirect: boolean; variable: string }): string {
  const { schema, current, wanted, isDirect, variable, role, database, elsewhere } = facts;
  const refuse = (message: string) => new SettingError(`${variable} ${message}`);
  if (schema === null) {
    const name =
      wanted === null ? `a search_path (${facts.searchPath}) none of whose schemas exists` : `the schema ${wanted}, which does not exist`;
    throw refuse(`points to ${name}: run CREATE SCHEMA "${wanted ?? 'sluice'}" AUTHORIZATION ${role}, or correct it`);
  }
  // The sessions of a pooler take no search_path from us.
  if (!isDirect && current !== schema) {
    throw refuse(
      `points to a pooler whose sessions use the schema ${current} instead of ${schema}: run ` +
        `ALTER ROLE ${role} IN DATABASE ${database} SET search_path = "${schema}", then RECONNECT in PgBouncer's console`,
    );
  }
  if (facts.isInstalled) return schema;
  if (elsewhere !== null) {
    throw refuse(
      `points to the schema ${schema}, but Sluice is installed in the schema ${elsewhere} of this database: select it with ?schema=, or use another database`,
    );
  }
  if (!facts.canCreateTables) {
    throw refuse(
      `points to the schema ${schema}, in which ${role} cannot create tables: run GRANT CREATE ON SCHEMA "${schema}" TO ${role}`,
    );
  }
  if (!facts.canCreateSchemas) {
    throw refuse(
      `points to a database in which ${role} cannot create schemas, as the queue of jobs needs: run GRANT CREATE ON DATABASE ${database} TO ${role}`,
    );
  }
  return schema;
}
