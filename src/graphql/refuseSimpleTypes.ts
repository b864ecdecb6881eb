import type { Plugin } from 'graphql-yoga';
import { refusal } from '../errors';
import { toCallError } from './toGraphqlError';

const accepted = /^application\/(json|graphql\+json|graphql)\s*(;|$)/i;
const multipart = /^multipart\/form-data\s*;/i;
/** Headers that a page of another origin cannot send without asking first, by the names that clients know. */
const preflight = ['graphql-require-preflight', 'apollo-require-preflight', 'x-graphql-yoga-csrf'];

/**
 * Takes only bodies that a browser sends to another origin after asking: forms and plain text, which it sends with remembered
 * credentials from any page, are refused, and uploads without a header that makes it ask.
 */
export const refuseSimpleTypes: Plugin = {
  onRequestParse({ request: { method, headers } }) {
    const type = headers.get('content-type') ?? '';
    if (method !== 'POST' || accepted.test(type)) return;
    if (!multipart.test(type)) throw toCallError(refusal('CONTENT_TYPE_WRONG', { allowed: 'application/json', type: type || 'nothing' }));
    if (!preflight.some((name) => headers.has(name))) throw toCallError(refusal('PREFLIGHT_MISSING', {}));
  },
};
