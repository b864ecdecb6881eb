import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult, type GraphQLError } from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import type { Context } from '../context';
import { refusal } from '../errors';
import { cut } from '../input/cut';
import { accepts } from './accepts';
import type { Streams } from './createStreams';
import type { GraphqlCall } from './graphqlCall';
import { withinTime } from './limitTime';
import { toCallError } from './toGraphqlError';

interface SubscribeParts {
  takeStream: Streams;
  /** How long the answer to one event may take, in milliseconds. */
  timeout: number;
  /** What clients are told of an error. */
  maskError: (error: unknown) => GraphQLError;
}

/**
 * Subscriptions: each event is the context to answer it with, with loaders, a budget and a time of its own. An error ends the
 * stream, after it was told.
 */
export function subscribe({ takeStream, timeout, maskError }: SubscribeParts): Plugin {
  const answer = withinTime(execute, timeout);

  async function* answerEach(args: ExecutionArgs, events: AsyncIterable<unknown>): AsyncGenerator<ExecutionResult, void, undefined> {
    try {
      for await (const context of events) yield await answer({ ...args, contextValue: context });
    } catch (error) {
      yield { errors: [maskError(error)] };
    }
  }

  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(async (args: ExecutionArgs) => {
        const context = args.contextValue as Context & GraphqlCall & YogaInitialContext;
        const accept = context.request.headers.get('accept');
        if (!accepts(accept, ['text/event-stream'])) {
          const wanted = { what: 'A subscription', accept: cut(accept ?? ''), wanted: 'text/event-stream' };
          return { errors: [toCallError(refusal('ACCEPT_WRONG', wanted))] };
        }
        const events = await createSourceEventStream(args);
        if (!(Symbol.asyncIterator in events)) return events;
        try {
          takeStream(context.viewer.id, context.signal);
        } catch (error) {
          return { errors: [maskError(error)] };
        }
        return answerEach(args, events);
      });
    },
  };
}
