import { z } from 'zod';
import { compileTemplate } from '../expression/compileTemplate';
import { compileUrl } from '../expression/compileUrl';
import { textOf } from '../expression/compileText';
import { isLargerThan } from '../measureJson';
import { limits } from '../../limits';
import { shapes, toMilliseconds } from '../shapes';
import type { Json } from '../state';
import type { ActivityType } from './activityType';
import { headersShape, compileHeaders, compileBody } from './headersAndBody';

const maxBodyBytes = limits.callBytes.value;
const maxTimeoutMs = limits.callTimeoutMs.value;

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('HTTP').describe('Calls a URL. A 2xx status is a success; any other result after the last attempt is an ERROR'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).default('GET').describe('The HTTP method'),
  url: shapes.expression.describe('A template; inserted values are percent-encoded'),
  headers: headersShape.default({}).describe('Templates, keyed by name'),
  secrets: z
    .record(shapes.headerName, z.string().regex(/^[\w-]{1,64}$/, 'must be the name of a secret'))
    .default({})
    .describe(
      'Headers with a secret value, keyed by header name: the name of the secret (see setSecret). The secret is read only when the call is made',
    ),
  query: z.record(z.string().max(200), z.json()).default({}).describe('Templates for the query string; a list repeats the parameter'),
  body: z.json().optional().describe('A template. Text is sent unchanged, anything else as JSON'),
  timeout: shapes.duration.default('PT30S').describe('The timeout of one attempt: at most five minutes'),
  retry: z
    .strictObject({
      attempts: z.int().min(1).max(limits.callAttempts.value).default(3).describe('The number of attempts, including the first'),
      delay: shapes.duration.default('PT1S').describe('The wait before the second attempt'),
    })
    .default({ attempts: 3, delay: 'PT1S' })
    .describe(
      'Retries after 5xx, 429 and network errors: the number of attempts and the wait before the second. Each wait is twice the previous one',
    ),
});

/** HTTP calls out. Its result is `{status, headers, body}`. What cannot be sent fails the action at once. */
export const http: ActivityType<typeof shape> = {
  shape,
  templates: ({ url, headers, query, body }) => [
    [['url'], url],
    [['headers'], headers],
    [['query'], query],
    [['body'], body ?? null],
  ],
  check({ timeout, headers, secrets }, at, _, report) {
    const taken = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
    for (const name of Object.keys(secrets))
      if (taken.has(name.toLowerCase())) report(['activities', at, 'secrets', name], 'is also in headers');
    const ms = toMilliseconds(timeout);
    if (ms > maxTimeoutMs) report(['activities', at, 'timeout'], 'must be at most five minutes (PT5M)');
    if (ms < 1) report(['activities', at, 'timeout'], 'must be at least PT0.001S');
  },
  compile({ method, url, headers, secrets, query, body, timeout, retry }) {
    const computeUrl = compileUrl(url);
    const computeHeaders = compileHeaders(headers);
    const computeQuery = compileTemplate(query);
    const computeBody = compileBody(body ?? null, headers);
    return {
      automatic: true,
      async run(scope) {
        const text = await computeUrl(scope);
        if (!URL.canParse(text)) return { failure: `url: must be a URL, not ${JSON.stringify(text.slice(0, 200))}` };
        const sent = await computeHeaders(scope);
        if ('failure' in sent) return sent;
        const target = withQuery(new URL(text), (await computeQuery(scope)) as { [name: string]: Json });
        const content = body === undefined ? undefined : ((await computeBody(scope)) ?? null);
        if (content !== undefined && isLargerThan(content, maxBodyBytes)) return { failure: `body: must be at most ${maxBodyBytes} bytes` };
        return {
          work: {
            task: 'callHttp',
            method,
            url: target,
            headers: sent.headers,
            secrets,
            ...(content !== undefined && { body: content }),
            timeout: toMilliseconds(timeout),
            attempts: retry.attempts,
            delay: toMilliseconds(retry.delay),
          },
        };
      },
    };
  },
};

/** Missing values and nulls are left out. */
function withQuery(url: URL, query: { [name: string]: Json }): string {
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null) url.searchParams.append(name, textOf(one));
  }
  return url.href;
}
