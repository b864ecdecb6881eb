import { getOperationAST, Lexer, parse, Source, TokenKind, type ExecutionArgs, type GraphQLError, type ParseOptions } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { Refusal, refusal } from '../errors';
import { measureQuery, type QueryLimits } from './measureQuery';
import { toRequestError } from './toGraphqlError';

/**
 * Keeps one operation from costing all others: refuses texts of more than `maxTokens` tokens before they are parsed, and operations that ask for
 * too much before they are executed, when their variables are known.
 */
export function limitQuery(limits: QueryLimits & { maxTokens: number }): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string | Source, options?: ParseOptions) => {
        const excess = catchRefusal(() => requireFewTokens(source, limits.maxTokens));
        if (excess) throw excess;
        return parse(source, options);
      });
    },
    onExecute({ args, setResultAndStopExecution }) {
      const excess = findExcess(args, limits);
      if (excess) setResultAndStopExecution({ errors: [excess] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const excess = findExcess(args, limits);
      if (excess) setResultAndStopExecution({ errors: [excess] });
    },
  };
}

/** A call before it is executed. */
export type CallArgs = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>;

/** Returns why a call asks for too much; null where it does not. */
export function findExcess(args: CallArgs, limits: QueryLimits): GraphQLError | null {
  const operation = getOperationAST(args.document, args.operationName);
  return operation ? catchRefusal(() => measureQuery(args, operation, limits)) : null;
}

function requireFewTokens(source: Source | string, limit: number): void {
  const lexer = new Lexer(typeof source === 'string' ? new Source(source) : source);
  for (let count = 0; lexer.advance().kind !== TokenKind.EOF; count += 1) if (count >= limit) throw refusal('TOKENS_EXCEEDED', { limit });
}

function catchRefusal(check: () => void): GraphQLError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return toRequestError(error);
    throw error;
  }
}
