import type { FileValueInput } from '../../generated/graphql';
import type { FileRules } from '../../store/fileRules';
import { fetchFile, type Fetched, type FileSources } from './fetchFile';

/** Reads the bytes from whichever of content, url and upload is given, no more than the rules allow. A size, if given, must be that of what was read. */
export async function readSource(sources: FileSources, value: FileValueInput, rules: FileRules): Promise<Fetched> {
  const { content, size } = value;
  const found = await read(sources, value, rules);
  if (typeof found === 'string' || 'reason' in found || size == null || size === found.bytes.length) return found;
  // Callers of the old system give the length of the text.
  const characters = content?.characters() ?? null;
  if (size === characters) return found;
  const inBase64 = characters === null ? '' : `, ${characters} characters of base64`;
  return { reason: `has the size ${size}, but what was read is ${found.bytes.length} bytes${inBase64}` };
}

async function read(sources: FileSources, { content, url, upload }: FileValueInput, rules: FileRules): Promise<Fetched> {
  if (content != null)
    return content.bytes().length > rules.maxBytes ? 'TOO_LARGE' : { bytes: content.bytes(), name: null, contentType: null };
  if (url != null) return fetchFile(sources, url, rules);
  if (!upload) return { reason: 'has no bytes' };
  if (upload.size() > rules.maxBytes) return 'TOO_LARGE';
  return { bytes: await upload.read(), name: upload.name(), contentType: upload.contentType() };
}
