import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult, type GraphQLError } from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import type { Context } from '../context';
import { refusal } from '../errors';
import { cut } from '../input/texts';
import type { GraphqlCall } from './createGraphql';
import { withinTime } from './limitTime';
import { toCallError } from './toGraphqlError';

/** Takes a place for a subscription of this user until the signal is aborted. Throws SUBSCRIPTIONS_EXCEEDED when there is none. */
type Streams = (userId: number, signal: AbortSignal) => void;

interface SubscribeParts {
  takeStream: Streams;
  /** How long the answer to one event may take, in milliseconds. */
  timeout: number;
  /** What clients are notified of an error. */
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

/** Returns whether a header `Accept` allows one of these types; a missing one allows all. Types in another charset than UTF-8 do not count. */
export function accepts(header: string | null | undefined, types: readonly string[]): boolean {
  const ranges = (header || '*/*').toLowerCase().split(',');
  return ranges.some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (parameters.some((parameter) => parameter.startsWith('charset=') && parameter !== 'charset=utf-8')) return false;
    return types.some((one) => type === '*/*' || type === one || (type.endsWith('/*') && one.startsWith(type.slice(0, -1))));
  });
}

/** Limits the subscriptions of a server process, and those of one user. */
export function createStreams(maxStreams: number, maxStreamsPerUser: number): Streams {
  const taken = new Map<number, number>();
  let all = 0;
  return (userId, signal) => {
    const own = taken.get(userId) ?? 0;
    if (own >= maxStreamsPerUser) throw refusal('SUBSCRIPTIONS_EXCEEDED', { limit: maxStreamsPerUser, whose: 'You' });
    if (all >= maxStreams) throw refusal('SUBSCRIPTIONS_EXCEEDED', { limit: maxStreams, whose: 'All users together' });
    if (signal.aborted) return;
    taken.set(userId, own + 1);
    all += 1;
    const leave = () => {
      const left = (taken.get(userId) ?? 1) - 1;
      if (left > 0) taken.set(userId, left);
      else taken.delete(userId);
      all -= 1;
    };
    signal.addEventListener('abort', leave, { once: true });
  };
}
