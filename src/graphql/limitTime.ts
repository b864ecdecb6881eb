import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../context';
import { refusal } from '../errors';
import { executeQuery } from './executeQuery';
import { toGraphqlError } from './toGraphqlError';

type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/**
 * Answers TIMEOUT to what takes longer than this; what was begun may still be done, and nothing more is begun. It executes by `executeQuery`:
 * the executor of the library takes each object with a field `then` for a promise, and calls it.
 */
export function limitTime(milliseconds: number): Plugin {
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(withinTime(executeQuery, milliseconds));
    },
  };
}

/** The same execution within a time, in milliseconds; its context is one of ours. */
export function withinTime(execute: Execute, milliseconds: number): Execute {
  return (args) => {
    let timer: NodeJS.Timeout;
    const timeout = new Promise<ExecutionResult>((resolve) => {
      timer = setTimeout(() => {
        const tooSlow = refusal('ANSWER_TOO_SLOW', { limit: milliseconds });
        (args.contextValue as Context).budget.end(tooSlow);
        resolve({ data: null, errors: [toGraphqlError(tooSlow)] });
      }, milliseconds);
    });
    const execution = Promise.resolve(execute(args)).finally(() => clearTimeout(timer));
    return Promise.race([execution, timeout]);
  };
}
