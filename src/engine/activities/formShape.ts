import { z } from 'zod';
import { limits } from '../../limits';
import { shapes } from '../shapes';

const fieldShape = z.strictObject({
  data: shapes.name.describe('The data that it fills in'),
  label: shapes.text.optional().describe('What stands beside it; absent: the name of the data'),
  description: shapes.text.optional().describe('A hint for who fills it in'),
  required: z.boolean().default(false).describe('It may not be left empty'),
  options: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .max(limits.formFields.value)
    .optional()
    .describe('The only values it takes'),
  pattern: shapes.expression.optional().describe('A regular expression (RE2) that the whole of a TEXT matches'),
  minimum: z.union([z.number(), z.string()]).optional().describe('The least NUMERIC, or the earliest DATETIME'),
  maximum: z.union([z.number(), z.string()]).optional().describe('The greatest NUMERIC, or the latest DATETIME'),
});

/** The form of a USER activity. */
export const formShape = z.strictObject({
  fields: z.array(fieldShape).max(limits.formFields.value).describe('Its fields, in their order'),
});

export type Form = z.output<typeof formShape>;
