import { z } from 'zod';
import { shapes } from '../shapes';

/** Headers of HTTP: templates by name. */
export const headersShape = z.record(shapes.headerName, shapes.text);
