import type { IncomingHttpHeaders } from 'node:http';
import {
  getOperationAST,
  OperationTypeNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  type DocumentNode,
} from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import { getVariableValues } from 'graphql/execution/values';
import { LRUCache } from 'lru-cache';
import type { Context } from '../context';
import { readLargeJson } from '../input/readJson';
import { limits } from '../limits';
import { isObject } from '../modules/guards';
import { executeQuery } from './executeQuery';
import { findFaultyVariable } from './explainInput';
import type { GraphqlCall } from './createGraphql';
import { findExcess, type CallArgs } from './limitQuery';
import { withinTime } from './limitTime';
import type { QueryLimits } from './measureQuery';
import { hasOnlyParams } from './parseCall';
import { withOurCodes } from './toGraphqlError';
import type { PersistedQueries } from './persistedQueries';
import { Refusal } from '../errors';
import type { Viewer } from '../store/viewer';

/** An answer of 200. */
export interface PlainAnswer {
  contentType: string;
  body: string;
}

/** Answers an ordinary call; null for any other, of which nothing has been executed then. */
export type FastPath = (headers: IncomingHttpHeaders, body: Buffer, call: GraphqlCall) => Promise<PlainAnswer | null>;

/** Valid documents by their texts; those that were not used for the longest time are forgotten first. */
type KnownDocuments = LRUCache<string, DocumentNode>;

interface Parts {
  schema: GraphQLSchema;
  known: KnownDocuments;
  persisted: PersistedQueries;
  limits: QueryLimits & { timeout: number };
  contextOf: (call: GraphqlCall) => Context;
  maskError: (error: unknown) => GraphQLError;
}

/** The Content-Type of the answer for each `Accept` header of clients that take JSON. */
const contentTypes: Partial<Record<string, string>> = {
  '*/*': 'application/json; charset=utf-8',
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};

/**
 * The short way for nearly all calls: one query or mutation in a JSON body, whose text Yoga has executed before, with values that fit. Yoga answers
 * everything else, and makes the same checks.
 */
export function createFastPath({ schema, known, persisted, limits, contextOf, maskError }: Parts): FastPath {
  const executeInTime = withinTime(executeQuery, limits.timeout);

  /** The call, ready to be executed. */
  function toArgs(params: Record<string, unknown>, { identity: { viewer } }: GraphqlCall): CallArgs | null {
    const { query, variables, operationName, extensions } = params;
    const text = readText(query, extensions, viewer);
    const document = typeof text === 'string' ? known.get(text) : undefined;
    if (!document || !isObjectOrNone(variables) || !isObjectOrNone(extensions)) return null;
    if (operationName != null && typeof operationName !== 'string') return null;
    const operation = getOperationAST(document, operationName);
    if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
    const args = { schema, document, operationName, variableValues: variables };
    if (findFaultyVariable(args) || findExcess(args, limits)) return null;
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 1 });
    return errors ? null : args;
  }

  /** Null where Yoga is to refuse it, or to keep it by its hash, which it does once it has scanned it. */
  function readText(query: unknown, extensions: unknown, viewer: Viewer): unknown {
    if (query != null && isObject(extensions) && extensions.persistedQuery != null) return null;
    try {
      return persisted.textOf(query, extensions, viewer);
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  return async (headers, body, call) => {
    const contentType = contentTypes[headers.accept ?? '*/*'];
    if (contentType === undefined || !/^application\/json(; *charset=utf-8)?$/i.test(headers['content-type'] ?? '')) return null;
    const read = await readLargeJson(body);
    if (!('value' in read) || !isObject(read.value) || !hasOnlyParams(read.value)) return null;
    const args = toArgs(read.value, call);
    if (!args) return null;
    const result = await executeInTime({ ...args, contextValue: contextOf(call) });
    return { contentType, body: JSON.stringify(masked(result)) };
  };

  function masked(result: ExecutionResult): ExecutionResult {
    return result.errors ? withOurCodes({ ...result, errors: result.errors.map((error) => maskError(error)) }) : result;
  }
}

function isObjectOrNone(value: unknown): value is Record<string, unknown> | null | undefined {
  return value == null || isObject(value);
}

/** An empty memory of documents. */
export function createKnownDocuments(): KnownDocuments {
  return new LRUCache({ maxSize: limits.knownDocumentCharacters.value, sizeCalculation: (_, text) => Math.max(1, text.length) });
}

/** Remembers the documents that are executed: they have passed all checks of their texts. */
export function rememberDocuments(known: KnownDocuments): Plugin<YogaInitialContext> {
  return {
    onExecute({ args }) {
      const { document, contextValue } = args as CallArgs & { contextValue: YogaInitialContext };
      const { query } = contextValue.params;
      if (typeof query === 'string') known.set(query, document);
    },
  };
}
