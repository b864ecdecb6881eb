/**
 * The tagged template of SQL: what stands in `${}` becomes a parameter, or, where it is itself SQL, a part of the text. Prisma
 * exports it under an internal name; this is the only file that knows which.
 */
export { sqltag as sql, empty, join, raw, type Sql } from '@prisma/client/runtime/client';
