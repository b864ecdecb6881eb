import path from 'node:path';
import type { Context } from '../../context';
import { Refusal } from '../../errors';
import type { FileValueInput } from '../../generated/graphql';
import { decompress, readCodings, GatheredBytes } from '../../input/decompress';
import type { Outbound } from '../../outbound/createOutbound';
import { openUrl } from '../../outbound/openUrl';
import type { FileRules } from '../../store/file';
import { openAllowedFile } from './openAllowedFile';
import type { FoundFile } from './toNewFile';

/** What a source gave, or why it gave nothing; the reason reads on from "The file of the parameter X ". `isTemporary`: it may be different another time. */
type Fetched = FoundFile | { reason: string; isTemporary?: boolean } | 'FORBIDDEN' | 'TOO_LARGE';

/** What the files of a call may be read by: `Context` has it. */
type FileSources = Pick<Context, 'outbound' | 'ownPaths'>;

/** How long a file may take to arrive, in milliseconds. */
const timeoutMs = 30_000;

/** Reads the file at a `file:`, `http:` or `https:` URL. FORBIDDEN where the rules do not allow that, and for a local file that cannot be read. */
async function fetchFile({ outbound, ownPaths }: FileSources, url: string, rules: FileRules): Promise<Fetched> {
  return /^file:/i.test(url) ? readLocal(url, rules, ownPaths) : download(outbound, url, rules);
}

async function readLocal(url: string, { folders, maxBytes }: FileRules, ownPaths: readonly string[]): Promise<Fetched> {
  const handle = await openAllowedFile(url, folders, ownPaths);
  if (!handle) return 'FORBIDDEN';
  try {
    const bytes = await collectBytes(handle.createReadStream({ autoClose: false }), maxBytes);
    return bytes ? { bytes, name: nameIn(new URL(url)), contentType: null } : 'TOO_LARGE';
  } finally {
    await handle.close();
  }
}

async function download(outbound: Outbound, target: string, { urls, maxBytes }: FileRules): Promise<Fetched> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const opened = await openUrl(outbound, target, urls, signal);
    if ('forbidden' in opened) return 'FORBIDDEN';
    const { statusCode, headers, body } = opened.answer;
    if (statusCode !== 200) {
      body.on('error', () => undefined).destroy();
      return { reason: `cannot be fetched: its server answers ${statusCode}`, isTemporary: temporary.has(statusCode) || statusCode >= 500 };
    }
    const sent = await collectBytes(body, maxBytes);
    if (!sent) return 'TOO_LARGE';
    const bytes = await decompress(sent, readCodings(String(headers['content-encoding'] ?? '')), { limit: maxBytes });
    const type = headers['content-type'];
    return { bytes, name: nameIn(opened.url), contentType: typeof type === 'string' ? type : null };
  } catch (error) {
    if (error instanceof Refusal)
      return error.refusal === 'BODY_TOO_LARGE' ? 'TOO_LARGE' : { reason: `cannot be fetched: ${error.message}` };
    const reason = signal.aborted ? `it took longer than ${timeoutMs / 1000} s` : reasonOf(error);
    return { reason: `cannot be fetched: ${reason}`, isTemporary: !isRedirect(error) };
  }
}

/** Statuses below 500 that may be different another time. */
const temporary: ReadonlySet<number> = new Set([408, 425, 429]);

const isRedirect = (error: unknown): error is Error => error instanceof Error && error.message.startsWith('it redirects');

/** Returns what a network error is called: its text could name addresses that only we know. */
function reasonOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return isRedirect(error) ? error.message : 'its server does not answer';
}

function nameIn({ pathname }: URL): string {
  const last = path.posix.basename(pathname);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** All bytes of a stream, which is read no further as soon as they are more than `most`: then null. Throws what the stream throws. */
async function collectBytes(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer | null> {
  const bytes = new GatheredBytes();
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) return null;
    bytes.add(chunk);
  }
  return bytes.all();
}

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
