import type { Json } from '../../engine/state';
import { readLargeJson } from '../../input/readJson';
import { isObject } from '../../modules/guards';
import { parsePairs } from '../../modules/trigger/parseQuery';

/**
 * Resolves to the fields of an HTML form, nested as those of query strings. A form whose only field is `payload`, and holds an object or a list of
 * JSON, says what that says. Throws INPUT_INVALID.
 */
export async function readForm(text: string): Promise<Json> {
  const fields = parsePairs(text, 'body');
  const [name, ...others] = Object.keys(fields);
  const { payload } = fields;
  if (name !== 'payload' || others.length > 0 || typeof payload !== 'string') return fields;
  const read = await readLargeJson(payload);
  return 'value' in read && (isObject(read.value) || Array.isArray(read.value)) ? (read.value as Json) : fields;
}
