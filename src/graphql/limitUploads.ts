import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { refusal } from '../errors';

/** Answers BODY_TOO_LARGE to a multipart request that turns out to be larger than this while it is read: Yoga takes it for a broken one. */
export function limitUploads(bytes: number): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (!requestParser || !request.headers.get('content-type')?.startsWith('multipart/')) return;
      setRequestParser(async (asked) => {
        try {
          return await requestParser(asked);
        } catch (error) {
          if (!(error instanceof Error) || !error.message.endsWith(': Request body too large')) throw error;
          const { message, code, status } = refusal('BODY_TOO_LARGE', { limit: bytes });
          throw new GraphQLError(message, { extensions: { code, http: { status } } });
        }
      });
    },
  };
}
