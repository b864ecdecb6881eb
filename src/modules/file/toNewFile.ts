import { createHash, randomUUID } from 'node:crypto';
import { refusal, type Refusal } from '../../errors';
import { limits } from '../../limits';
import type { FileValueInput } from '../../generated/graphql';
import type { NewFile } from '../../store/file';

/** Bytes, and what their source says of them. */
export interface FoundFile {
  bytes: Buffer;
  name: string | null;
  contentType: string | null;
}

/** What bytes are of which nobody says more. */
const anyMediaType = 'application/octet-stream';

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

/** Returns whether a text can be the name of a file: 1 to 255 characters, none of them a control character. It is never used as a path. */
function isFileName(text: string): boolean {
  return text.length >= 1 && text.length <= 255 && !/\p{Cc}/u.test(text);
}

/** Returns whether a text is a media type (`text/plain; charset=utf-8`) that can stand in a header. */
function isMediaType(text: string): boolean {
  return text.length <= 255 && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+( *;[\x20-\x7e]*)?$/.test(text);
}

/** Returns why the file of a parameter is refused: FILE_INVALID. The reason reads on from "The file of the parameter X ". */
export function fileFault(parameter: string, reason: string): Refusal {
  return refusal('FILE_INVALID', { parameter, reason }, { parameter });
}

const maxDescriptionCharacters = limits.descriptionCharacters.value;

/** Checks what can be told of the file of a parameter without reading it. Throws FILE_INVALID. */
export function checkFileValue(parameter: string, value: FileValueInput): void {
  const sources = (['content', 'url', 'upload'] as const).filter((source) => value[source] != null);
  if (sources.length !== 1) {
    const given = sources.length > 0 ? `has ${sources.join(' and ')}` : 'has no bytes';
    throw fileFault(parameter, `${given}: send exactly one of content, url and upload`);
  }
  if (value.name != null && !isFileName(value.name))
    throw fileFault(parameter, 'needs a name of 1 to 255 characters without control characters');
  if (value.contentType != null && !isMediaType(value.contentType)) {
    throw fileFault(parameter, `must have a media type such as text/plain as its contentType, not  ${JSON.stringify(value.contentType)}`);
  }
  if (value.description != null && value.description.length > maxDescriptionCharacters) {
    throw fileFault(parameter, `has a description of more than ${maxDescriptionCharacters} characters`);
  }
}
