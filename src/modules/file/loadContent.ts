import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import { toFileKey } from './fileKey';
import type { FileValueRow } from './fileValueRow';

/** The bytes of a file in base64, for callers who can see its request. Batched. Throws CONTENT_EXCEEDED before too much is loaded, FILE_NOT_FOUND where its request is being deleted. */
export async function loadContent({ loaders, db, budget }: Context, { requestId, file }: FileValueRow): Promise<string> {
  budget.takeBytes(file.size);
  const content = await loaders.load('file content', toFileKey({ requestId, id: file.id }), async (keys: string[]) => {
    const rows = await db.read<{ key: string; bytes: Buffer }>(sql`
      SELECT key, f.bytes FROM unnest(${keys}::text[]) AS key
      JOIN file f ON f.request_id = split_part(key, '-', 1)::int AND f.id = substring(key FROM position('-' IN key) + 1)::uuid`);
    return new Map(rows.map(({ key, bytes }) => [key, bytes.toString('base64')]));
  });
  if (content === null) throw refusal('FILE_NOT_FOUND', { file: toFileKey({ requestId, id: file.id }) });
  return content;
}
