import { z } from 'zod';
import { headersShape, isHeaderValue, isServersHeader } from '../../engine/activities/headersAndBody';
import type { Json } from '../../engine/state';
import { limits } from '../../limits';
import type { Handshake } from '../../store/trigger';
import { partOf } from './callPath';

const maxCharacters = limits.intakeCharacters.value;

const path = z
  .string()
  .refine((text) => partOf(text) !== null, 'must be a path such as query.hub.challenge, headers.x-challenge or body.challenge');

const answer = z
  .object({
    status: z.int().min(200, '200 to 599').max(599, '200 to 599').nullish(),
    headers: headersShape
      .refine((headers) => Object.values(headers).every(isHeaderValue), 'line breaks and characters beyond Latin-1 cannot be sent')
      .refine((headers) => !Object.keys(headers).some(isServersHeader), 'is set by the server')
      .refine(isHarmless, 'must have text/plain or application/json as the Content-Type: a token that is sent back cannot be a page')
      .nullish(),
    body: z
      .custom<Json>()
      .refine((body) => JSON.stringify(body ?? null).length <= maxCharacters, `must be at most ${maxCharacters} characters long`)
      .optional(),
  })
  .nullish();

/** A handshake as it is given: `{{token}}` is its answer when nothing else is said. */
export const handshakeForm = z
  .object({
    methods: z.array(z.custom<Handshake['methods'][number]>()).min(1, 'must have at least one entry: add one, or leave it out').nullish(),
    token: path.nullish(),
    when: z.object({ path, equals: z.string().max(200, 'must be at most 200 characters long') }).nullish(),
    verify: path.nullish(),
    answer,
  })
  .transform(({ methods, token = null, when = null, verify = null, answer: given }): Handshake => {
    const body = given?.body ?? (given?.headers || token === null ? null : '{{token}}');
    return {
      methods: methods ?? ['GET'],
      token,
      when,
      verify,
      answer: { status: given?.status ?? 200, headers: given?.headers ?? {}, body },
    };
  })
  .refine(
    ({ methods, token, when }) => !methods.includes('POST') || token !== null || when !== null,
    'must have a token or a condition that other POST calls do not have',
  )
  .refine(
    (one) => !usesHmac(one) || (one.token?.startsWith('body') ?? false),
    'can use {{hmac}} only for a token in the body: only the body is signed',
  );

/** Returns whether the answer has the HMAC of the token. */
function usesHmac({ answer: { headers, body } }: Pick<Handshake, 'answer'>): boolean {
  return JSON.stringify([headers, body]).includes('{{hmac}}');
}

/** Types that no browser shows as a page. What follows is not a part of the call. */
const harmless = /^(?:text\/plain|application\/json)\s*(?:;[^{}]*)?$/i;

function isHarmless(headers: Record<string, string>): boolean {
  return Object.entries(headers).every(([name, value]) => name.toLowerCase() !== 'content-type' || harmless.test(value));
}
