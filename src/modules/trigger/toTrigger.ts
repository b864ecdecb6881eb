import { z } from 'zod';
import { headersShape, isHeaderValue, isServersHeader } from '../../engine/activities/headersAndBody';
import { parsePath } from '../../engine/expression/path';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import type { TriggerInput } from '../../generated/graphql';
import { describeIssue } from '../../input/describeIssue';
import { isSecretName } from '../../redaction/isSecretName';
import type { Trigger } from '../../store/trigger';
import { noIntake } from '../sender/intakeOf';
import { senders } from '../sender/senders';
import { toIntake } from '../sender/toIntake';
import { compileResponse } from './compileResponse';
import { parseValuePath } from '../valuePath';

/** The longest body of an answer, in characters. */
const maxBodyCharacters = 10_000;

/** The parts of `runtime`, which no alias can be called. */
const parts = ['headers', 'query', 'body', 'raw', 'method'];

const headerName = z.string().refine((name) => headersShape.safeParse({ [name]: '' }).success, 'must be the name of a header');

const variable = z.object({
  path: z
    .string()
    .max(500)
    .refine((path) => parseValuePath(path), 'must be a path of at most 500 characters, such as b.c, query[0].a or ["a.b"]'),
  alias: z
    .string()
    .refine((alias) => alias.length <= 64 && isName(alias), 'must be 1 to 64 letters, digits, "_", "-" and inner spaces')
    .refine((alias) => !parts.includes(alias), `must not be one of ${parts.join(', ')}`)
    .nullish()
    .transform((alias) => alias ?? null),
});

const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .max(200, 'must have at most 200 items')
    .nullish()
    .transform((list) => list ?? null);

const form = z.object({
  stateValues: z.record(z.string(), z.custom<Json>(), 'must be an object with values, keyed by data field').nullish(),
  mode: z.enum(['ASYNC', 'SYNC']).nullish(),
  basicAuth: z
    .object({
      userName: z.string().regex(/^[^:\p{Cc}]{1,100}$/u, 'must be 1 to 100 characters without a colon'),
      password: z.string().regex(/^\P{Cc}{1,200}$/u, '1 to 200 characters'),
    })
    .nullish(),
  parse: z
    .object({
      headers: listOf(headerName.refine((name) => !isSecretName(name), 'contains a secret and cannot be a variable').toLowerCase()),
      query: listOf(variable),
      body: listOf(variable),
    })
    .refine(({ query, body }) => hasNoTwins([...(query ?? []), ...(body ?? [])]), 'must not repeat an alias')
    .nullish(),
  response: z
    .object({
      status: z.int().min(200, '200 to 599').max(599, '200 to 599').nullish(),
      headers: headersShape
        .refine((headers) => Object.values(headers).every(isHeaderValue), 'line breaks and characters beyond Latin-1 cannot be sent')
        .refine((headers) => !Object.keys(headers).some(isServersHeader), 'is set by the server')
        .nullish(),
      body: z
        .custom<Json>()
        .refine(
          (body) => sizeOf(body) <= maxBodyCharacters,
          `must be at most ${maxBodyCharacters} characters (as JSON if it is not a string)`,
        )
        .nullish(),
    })
    .superRefine(checkTemplates)
    .transform(({ status, headers, body }) => ({ status: status ?? 200, headers: headers ?? {}, body: body ?? 'ok' }))
    .nullish(),
  timeoutMs: z.int().min(1, '1 to 300000').max(300_000, '1 to 300000').nullish(),
});

/** Returns what calls of a hook do, as it is kept: what the input leaves out stays as it was `before`, or is the default. Throws INPUT_INVALID. */
export function toTrigger(input: TriggerInput, before: Trigger | null): Trigger {
  const { data, error } = form.safeParse(input);
  if (!data) {
    const [issue] = error.issues;
    const path = ['trigger', ...(issue?.path ?? [])].join('.');
    throw refusal('INPUT_INVALID', { path, reason: issue ? describeIssue(issue) : '' });
  }
  const { basicAuth } = data;
  const intake = toIntake(input, before?.intake ?? noIntake);
  const ofSender = intake.sender && senders[intake.sender].response;
  return {
    processName: input.processName,
    stateValues: choose(data.stateValues, before?.stateValues, {}),
    mode: choose(data.mode, before?.mode, 'ASYNC'),
    basicAuth: choose(basicAuth && { userName: basicAuth.userName }, before?.basicAuth, null),
    parse: choose(data.parse, before?.parse, { headers: null, query: null, body: null }),
    response: choose(data.response, before?.response, ofSender ?? { status: 200, headers: {}, body: 'ok' }),
    timeoutMs: choose(data.timeoutMs, before?.timeoutMs, 30_000),
    intake,
  };
}

/** Null asks for the default. */
function choose<Value>(given: Value | null | undefined, before: Value | undefined, fallback: Value): Value {
  return given === undefined && before !== undefined ? before : (given ?? fallback);
}

/** Returns whether `{{runtime.<alias>}}` reads it. */
function isName(alias: string): boolean {
  const [path, ...others] = parsePath(`runtime.${alias}`) ?? [];
  return others.length === 0 && path?.length === 2 && path[1] === alias;
}

function hasNoTwins(variables: { alias: string | null }[]): boolean {
  const aliases = variables.flatMap(({ alias }) => alias ?? []);
  return new Set(aliases).size === aliases.length;
}

function sizeOf(body: Json): number {
  return typeof body === 'string' ? body.length : JSON.stringify(body ?? null).length;
}

function checkTemplates(
  { headers, body }: { headers?: Record<string, string> | null | undefined; body?: Json | undefined },
  context: z.RefinementCtx,
): void {
  const parts = [
    ['headers', { headers: headers ?? {}, body: null }],
    ['body', { headers: {}, body: body ?? null }],
  ] as const;
  for (const [name, part] of parts) {
    try {
      compileResponse(part);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      context.addIssue({ code: 'custom', path: [name], message: error.message });
    }
  }
}
