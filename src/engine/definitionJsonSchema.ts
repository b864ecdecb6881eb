import { z } from 'zod';
import { definitionShape } from './definition';

/** The format of definitions as JSON Schema (draft 2020-12), for editors: as written, before defaults are filled in. */
export const definitionJsonSchema = z.toJSONSchema(definitionShape, { io: 'input' });
