import { z } from 'zod';
import { compileCondition, compileJsonata } from '../../engine/expression/compileJsonata';
import { splitPlaceholders } from '../../engine/expression/placeholder';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import type { TriggerInput } from '../../generated/graphql';
import { describeIssue } from '../../input/describeIssue';
import { limits } from '../../limits';
import type { Intake } from '../../store/trigger';
import { partOf } from './callPath';
import { handshakeForm } from './handshakeForm';

const maxCharacters = limits.intakeCharacters.value;

const listOf = <Item extends string>() =>
  z
    .array(z.custom<Item>())
    .min(1, 'must have at least one entry: add one, or leave it out')
    .transform((list) => [...new Set(list)])
    .nullish();

const template = z
  .string()
  .max(maxCharacters, `must be at most ${maxCharacters} characters long`)
  .superRefine((text, context) => {
    const fault = faultOfTemplate(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  })
  .nullish();

const expression = (compile: (source: string) => unknown) =>
  z
    .string()
    .superRefine((source, context) => {
      try {
        if (source !== '') compile(source);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
      }
    })
    .nullish();

const form = z.object({
  sender: z.custom<NonNullable<Intake['sender']>>().nullish(),
  accept: listOf<NonNullable<Intake['accept']>[number]>(),
  methods: listOf<NonNullable<Intake['methods']>[number]>(),
  raw: z.boolean().nullish(),
  handshakes: z.array(handshakeForm).max(10, 'must have at most 10 entries').nullish(),
  uid: template,
  when: expression(compileCondition),
  otherwise: z
    .object({ status: z.int().min(200, '200 to 599').max(599, '200 to 599').nullish(), body: z.custom<Json>().optional() })
    .refine(({ body }) => JSON.stringify(body ?? null).length <= maxCharacters, `must have a body of at most ${maxCharacters} characters`)
    .transform(({ status, body }) => ({ status: status ?? 200, body: body ?? null }))
    .nullish(),
  forEach: expression(compileJsonata),
});

/**
 * Returns how calls are received, as it is stored: absent fields stay as they were `before`, null asks for the sender's preset or the default. Throws
 * INPUT_INVALID.
 */
export function toIntake(input: TriggerInput, before: Intake): Intake {
  const { data, error } = form.safeParse(input);
  const [issue] = error?.issues ?? [];
  if (!data) throw invalid(issue?.path.join('.') ?? '', issue ? describeIssue(issue) : '');
  const given = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Partial<Intake>;
  return { ...before, ...given };
}

/** Returns why a text is not a template of paths into a call; null when it is one. */
function faultOfTemplate(text: string): string | null {
  try {
    const stray = splitPlaceholders(text).find((piece) => 'placeholder' in piece && partOf(piece.placeholder) === null);
    return stray && 'placeholder' in stray
      ? `{{${stray.placeholder}}} is not a path into headers, query or body, such as headers.x-id`
      : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return error.message;
  }
}

function invalid(path: string, reason: string): Error {
  return refusal('INPUT_INVALID', { path: `trigger.${path}`, reason });
}
