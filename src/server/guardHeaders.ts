import type { OutgoingHttpHeaders } from 'node:http';

/** Headers that protect the origin of `/graphql`, which an answer made by a process cannot change. */
const ours = new Set(['x-content-type-options', 'strict-transport-security']);

/**
 * The headers of an answer that a process may have made, so that a browser that opens it as a page runs nothing of it in our origin. A policy of the
 * process counts in addition: browsers enforce all of them.
 */
export function guardHeaders(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const given = Object.entries(headers).filter(([name]) => !ours.has(name.toLowerCase()));
  const [policies, others] = [true, false].map((isPolicy) =>
    given.filter(([name]) => (name.toLowerCase() === 'content-security-policy') === isPolicy),
  );
  const own = (policies ?? []).map(([, value]) => String(value));
  return { ...Object.fromEntries(others ?? []), 'Content-Security-Policy': ['sandbox', ...own] };
}
