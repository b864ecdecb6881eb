import type { File } from 'node:buffer';
import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { Refusal, refusal } from '../errors';
import { betweenPasses } from '../input/decodeBody';
import { cut } from '../input/texts';
import { decodeUtf8 } from '../input/toUtf8';
import { readLargeJson } from '../input/readJson';
import { scanGraphql } from '../input/scanGraphql';
import { isObject } from '../modules/guards';
import type { Viewer } from '../store/viewer';
import type { GraphqlCall } from './createGraphql';
import { insertFiles } from './insertFiles';
import { toCallError } from './toGraphqlError';
import type { PersistedQueries } from './persistedQueries';

const names = ['query', 'operationName', 'variables', 'extensions'];

/** Returns whether a call has nothing beside its query and what goes with it. */
export const hasOnlyParams = (call: object): boolean => Object.keys(call).every((name) => names.includes(name));

/**
 * Reads the calls in a request (one, or a batch) instead of the library, whose own parsers hand what callers send to code that looks for
 * promises in it, and quote it in errors. Each text is scanned before it is parsed: the body, variables in a URL, the parts
 * `operations` and `map` of an upload, and the query itself.
 */
export function parseCall({ maxBatch, persisted }: { maxBatch: number; persisted: PersistedQueries }): Plugin<object, GraphqlCall> {
  return {
    onRequestParse({ request: { method, headers }, serverContext: { identity }, setRequestParser }) {
      const type = (headers.get('content-type') ?? '').split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? '';
      const parse = method === 'GET' ? parseUrl : method === 'POST' ? parsers[type] : undefined;
      if (!parse) return;
      setRequestParser((request) =>
        withErrors(async () => {
          const calls = await parse(request);
          if (Array.isArray(calls) && calls.length > maxBatch) throw refusal('BATCH_EXCEEDED', { limit: maxBatch });
          const toCall = (one: unknown) => toParams(one, persisted, identity.viewer);
          return Array.isArray(calls) ? calls.map(toCall) : toCall(calls);
        }),
      );
    },
  };
}

/** Reads what was sent: a call, or a list of them. */
type Parse = (request: Request) => Promise<unknown>;

const parsers: Record<string, Parse | undefined> = {
  'application/json': parseBody,
  'application/graphql+json': parseBody,
  'application/graphql': parseText,
  'multipart/form-data': parseForm,
};

async function parseBody(request: Request): Promise<unknown> {
  const body = Buffer.from(await request.arrayBuffer());
  await betweenPasses(body);
  const value = await read('The body', body);
  await betweenPasses(body);
  return value;
}

async function parseText(request: Request): Promise<unknown> {
  const query = decodeUtf8(Buffer.from(await request.arrayBuffer()));
  if (query === null) throw refusal('INPUT_INVALID', { path: 'body', reason: 'must be UTF-8' });
  return { query };
}

async function parseForm(request: Request): Promise<unknown> {
  const form = await readForm(request);
  const part = async (name: string): Promise<unknown> => {
    const text = form.get(name);
    return text === null ? undefined : read(`The part ${name}`, typeof text === 'string' ? intact(name, text) : '');
  };
  const calls = await part('operations');
  if (calls === undefined) throw refusal('INPUT_INVALID', { path: 'operations', reason: 'is required for uploads, with the query' });
  insertFiles(calls, (await part('map')) ?? {}, (name) => form.get(name) as File | string | null);
  return calls;
}

async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (error) {
    const { name, message } = error as Error;
    // The library's limit of the whole body, and a caller who has left.
    if (error instanceof GraphQLError || name === 'AbortError' || message.endsWith('Request body too large')) throw error;
    throw refusal('INPUT_INVALID', { path: 'body', reason: 'must be multipart data; parts other than files must be at most 1 MB' });
  }
}

async function parseUrl(request: Request): Promise<unknown> {
  const parameters = new URL(request.url).searchParams;
  const text = (name: string) => intact(name, parameters.get(name) ?? '') || undefined;
  const json = async (name: string) => {
    const value = text(name);
    return value === undefined ? undefined : read(name, value);
  };
  const [variables, extensions] = [await json('variables'), await json('extensions')];
  return { query: text('query'), operationName: text('operationName'), variables, extensions };
}

/** A text that a library decoded, which puts U+FFFD for what is not UTF-8. Throws INPUT_INVALID. */
function intact(name: string, text: string): string {
  if (!text.includes('\ufffd')) return text;
  throw refusal('INPUT_INVALID', { path: name, reason: 'must be UTF-8 without the character U+FFFD (in JSON, write it as \\ufffd)' });
}

async function read(what: string, source: Buffer | string): Promise<unknown> {
  const result = await readLargeJson(source);
  if ('excess' in result) throw refusal('INPUT_EXCESSIVE', { what, excess: result.excess });
  if ('fault' in result) throw refusal('BODY_NOT_JSON', { reason: result.fault });
  return result.value;
}

/** One call, without anything else that was sent. */
function toParams(call: unknown, persisted: PersistedQueries, viewer: Viewer): GraphQLParams {
  if (!isObject(call))
    throw refusal('INPUT_INVALID', { path: 'body', reason: 'must be a JSON object with "query", or a list of such objects' });
  const unknown = Object.keys(call).find((name) => !names.includes(name) && call[name] !== null);
  if (unknown !== undefined)
    throw refusal('INPUT_INVALID', { path: 'body', reason: `Unexpected parameter ${JSON.stringify(cut(unknown))}` });
  const { variables, extensions } = call;
  const operationName = call.operationName === '' ? undefined : call.operationName;
  const excess = typeof call.query === 'string' ? scanGraphql(call.query) : null;
  if (excess !== null) throw refusal('INPUT_EXCESSIVE', { what: 'The query', excess });
  const query = persisted.textOf(call.query, extensions, viewer);
  return { query, operationName, variables, extensions } as GraphQLParams;
}

async function withErrors<Value>(parse: () => Promise<Value>): Promise<Value> {
  try {
    return await parse();
  } catch (error) {
    throw error instanceof Refusal ? toCallError(error) : error;
  }
}
