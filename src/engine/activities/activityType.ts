import type { z } from 'zod';
import type { DataType } from '../definition';
import type { Json } from '../state';
import type { Report } from '../validation/fault';
import type { Parts } from '../validation/partsOf';
import type { Behaviour } from './behaviour';

/** Everything that there is to know of one type of activity. */
export interface ActivityType<Shape extends z.ZodType> {
  /** What an activity of it looks like in a definition. Unknown fields are faults. */
  shape: Shape;
  /** The templates in it and where they stand: those that do not compile are faults. */
  templates?(activity: z.output<Shape>): [path: string[], template: Json][];
  /** Reports what it names and the definition does not have, and what does not go together. `at` is its place in the definition. */
  check?(activity: z.output<Shape>, at: number, parts: Parts, report: Report): void;
  /** Works out what it does, given the types of the process's data. Throws a SyntaxError for an expression. */
  compile(activity: z.output<Shape>, dataTypes: ReadonlyMap<string, DataType>): Behaviour;
}
