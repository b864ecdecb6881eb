import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import contentDisposition from 'content-disposition';
import parseRange from 'range-parser';
import { refusal } from '../errors';
import { requireScope, type Identity } from '../identity/identity';
import type { CallDeps } from '../modules/createContext';
import { loadFileRow, type FileRow } from '../modules/request/read/file';
import { readSlices } from '../store/file';
import { checkFileLink } from '../modules/request/fileLink';

/**
 * Finds the file with this key, and gives what sends it; without an identity for callers with a signed link, whose query this is. Throws METHOD_WRONG,
 * FILE_NOT_FOUND, and what `requireScope` and `checkFileLink` throw.
 */
export type AnswerFile = (
  request: IncomingMessage,
  caller: Identity | { query: string },
  key: string,
) => Promise<(response: ServerResponse) => Promise<void>>;

/** Sends stored files: as downloads that no browser opens in our name, whole or a part, in slices out of the database. */
export function createAnswerFile(deps: CallDeps): AnswerFile {
  return async (request, caller, key) => {
    const { method = '' } = request;
    if (method !== 'GET' && method !== 'HEAD') throw refusal('METHOD_WRONG', { method, allowed: 'GET' }, { allow: 'GET, HEAD' });
    const isLink = 'query' in caller;
    if (isLink) checkFileLink(deps.fileLinks, key, caller.query, deps.clock.now());
    else requireScope(caller, 'read');
    const file = await loadFileRow({ db: deps.db, viewer: isLink ? null : caller.viewer }, key);
    if (!file) throw refusal('FILE_NOT_FOUND', { file: key.slice(0, 100) });
    const etag = `"${file.sha256}"`;
    const common = { ETag: etag, 'Cache-Control': 'private, no-cache', 'Accept-Ranges': 'bytes' };
    if (isAmong(request.headers['if-none-match'], etag)) return (response) => end(response, 304, common);

    const part = findPart(request, file, etag);
    if (part === 'BEYOND') return (response) => end(response, 416, { ...common, 'Content-Range': `bytes */${file.size}` });
    const { start, end: last } = part ?? { start: 0, end: file.size - 1 };
    const headers = {
      ...common,
      'Content-Type': file.contentType,
      'Content-Disposition': contentDisposition(file.name),
      'Content-Length': last + 1 - start,
      'Content-Security-Policy': "sandbox; default-src 'none'",
      // A link is made for a page of another origin; its signature says who may.
      'Cross-Origin-Resource-Policy': isLink ? 'cross-origin' : 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      ...(part && { 'Content-Range': `bytes ${start}-${last}/${file.size}` }),
    };
    return async (response) => {
      const status = part ? 206 : 200;
      if (method === 'HEAD') return end(response, status, headers);
      response.writeHead(status, headers);
      await pipeline(Readable.from(readSlices(deps.db, file, start, last)), response);
    };
  };
}

function end(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): Promise<void> {
  response.writeHead(status, headers);
  return new Promise((resolve) => response.end(resolve));
}

/** Null for the whole file: when nothing else is asked for, or more parts than one, or a part of another file. BEYOND where it has no such part. */
function findPart({ headers }: IncomingMessage, { size }: FileRow, etag: string): { start: number; end: number } | 'BEYOND' | null {
  const condition = headers['if-range'];
  if (headers.range === undefined || (condition !== undefined && condition !== etag)) return null;
  const parts = parseRange(size, headers.range, { combine: true });
  if (parts === -1) return 'BEYOND';
  if (parts === -2 || parts.type !== 'bytes' || parts.length !== 1) return null;
  return parts[0] ?? null;
}

function isAmong(list: string | undefined, etag: string): boolean {
  return list !== undefined && list.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()));
}
