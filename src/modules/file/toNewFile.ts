import { createHash, randomUUID } from 'node:crypto';
import type { FileValueInput } from '../../generated/graphql';
import type { NewFile } from '../../store/newFile';
import { isFileName } from './isFileName';
import { anyMediaType, isMediaType } from './mediaType';

/** Bytes, and what their source says of them. */
export interface FoundFile {
  bytes: Buffer;
  name: string | null;
  contentType: string | null;
}

/** The file to be stored: what the caller says of it counts, then what its source says. */
export function toNewFile({ name, contentType, description, updatedAt }: FileValueInput, found: FoundFile, now: Date): NewFile {
  const { bytes } = found;
  return {
    bytes,
    descriptor: {
      id: randomUUID(),
      name: name ?? (found.name !== null && isFileName(found.name) ? found.name : 'file'),
      contentType: contentType ?? (found.contentType !== null && isMediaType(found.contentType) ? found.contentType : anyMediaType),
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      updatedAt: (updatedAt ?? now).toISOString(),
      // Null in a comparison fails in an expression, a missing value does not.
      ...(description != null && { description }),
    },
  };
}
