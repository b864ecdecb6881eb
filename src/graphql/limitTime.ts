import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { refusal } from '../errors';

/** Answers TIMEOUT to what takes longer than this; what was begun may still be done. */
export function limitTime(milliseconds: number): Plugin {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args: Parameters<typeof executeFn>[0]) => {
        let timer: NodeJS.Timeout;
        const timeout = new Promise<ExecutionResult>((resolve) => {
          timer = setTimeout(() => {
            const { message, code } = refusal('ANSWER_TOO_SLOW', { limit: milliseconds });
            resolve({ data: null, errors: [new GraphQLError(message, { extensions: { code } })] });
          }, milliseconds);
        });
        const execution = Promise.resolve(executeFn(args) as ExecutionResult).finally(() => clearTimeout(timer));
        return Promise.race([execution, timeout]);
      });
    },
  };
}
