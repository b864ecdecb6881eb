import { readPath } from '../../engine/expression/path';
import type { Json } from '../../engine/state';
import { readJson } from '../../input/readJson';
import { parseValuePath } from '../../modules/trigger/valuePath';

/** What a JSON body has at this path; of a list what each item has. Undefined where there is nothing, and where it is not JSON. */
export function readBodyField(body: Buffer, path: string): Json | undefined {
  const read = readJson(body);
  return 'value' in read ? readPath({ body: read.value as Json }, ['body', ...(parseValuePath(path) ?? [])]) : undefined;
}
