import { isDeepStrictEqual } from 'node:util';
import { dumpDatabase } from './dumpDatabase';
import type { TestServer } from './startTestServer';

/** How a hook refused a call, and whether anything was written all the same. */
export interface Refused {
  status: number;
  error: string;
  code: string;
  wrote: boolean;
}

/** Calls an operation that is to be refused, through the hook of that token. */
export async function callRefused(server: TestServer, operation: string, input: object, token?: string): Promise<Refused> {
  const before = await dumpDatabase(server.db);
  const { status, body } = await server.hook(operation, input, {}, token);
  return { status, error: body.error, code: body.code, wrote: !isDeepStrictEqual(await dumpDatabase(server.db), before) };
}

/** The refusal with this status, code and whole error, nothing written. */
export function refusedAs(status: number, code: string, error: string): Refused {
  return { status, error, code, wrote: false };
}
