import type { FileValueInput } from '../../generated/graphql';
import type { FileRules } from '../../store/fileRules';
import type { FileContent } from './decodeContent';
import { fetchFile, type Fetched, type FileSources } from './fetchFile';

/** Reads the bytes from whichever of content, url and upload is given, no more than the rules allow. */
export async function readSource(sources: FileSources, { content, url, upload, size }: FileValueInput, rules: FileRules): Promise<Fetched> {
  if (content != null) return readContent(content, size ?? null, rules);
  if (url != null) return fetchFile(sources, url, rules);
  if (!upload) return { reason: 'has no bytes' };
  if (upload.size() > rules.maxBytes) return 'TOO_LARGE';
  return { bytes: await upload.read(), name: upload.name(), contentType: upload.contentType() };
}

function readContent(content: FileContent, size: number | null, { maxBytes }: FileRules): Fetched {
  const [bytes, characters] = [content.bytes(), content.characters()];
  if (bytes.length > maxBytes) return 'TOO_LARGE';
  // Callers of the old system give the length of the text.
  if (size !== null && size !== bytes.length && size !== characters) {
    return { reason: `has the size ${size}, but its content is ${bytes.length} bytes, ${characters} characters of base64` };
  }
  return { bytes, name: null, contentType: null };
}
