import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Database } from '../../store/openDatabase';

/** Who is called, as he stands now. */
export interface Receiver {
  url: string;
  /** Encrypted. */
  secret: Uint8Array;
  /** The hosts that may have a private address. */
  hosts: string[];
}

/** Null where the callback is not called any more. */
export async function loadReceiver(db: Database, callbackId: number): Promise<Receiver | null> {
  const [receiver] = await db.read<Receiver>(sql`
    SELECT c.url, c.secret, s.outbound_allowed_hosts AS hosts FROM callback c CROSS JOIN settings s WHERE c.id = ${callbackId} AND c.active`);
  return receiver ?? null;
}
