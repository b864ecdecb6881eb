import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { refusal } from '../errors';

const accepted = /^application\/(json|graphql\+json|graphql)\s*(;|$)/i;

/**
 * Takes only bodies of types that a browser sends to another origin after asking: forms and plain text, which it sends
 * with remembered credentials from any page, are refused.
 */
export const refuseSimpleTypes: Plugin = {
  onRequestParse({ request }) {
    const type = request.headers.get('content-type') ?? '';
    if (request.method !== 'POST' || accepted.test(type)) return;
    const { message, code, status } = refusal('CONTENT_TYPE_WRONG', { type: type || 'nothing' });
    throw new GraphQLError(message, { extensions: { code, http: { status } } });
  },
};
