import { z } from 'zod';
import { shapes } from '../shapes';

/** Headers of HTTP: templates by name (a token of RFC 9110). */
export const headersShape = z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, 'the name of a header'), shapes.text);
