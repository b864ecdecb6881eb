const [quote, backslash, openObject, closeObject, openList, closeList] = ['"', '\\', '{', '}', '[', ']'];

/** The first field that an object in a JSON text has twice, with its offset; null for none. The text is JSON that parses: one flat pass, as `scanJson`. */
export function findRepeatedKey(json: string): { key: string; offset: number } | null {
  /** The fields of the objects that are open, null for a list. */
  const open: (Set<string> | null)[] = [];
  let isKey = false;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at];
    if (sign === quote) {
      const start = at;
      for (at += 1; json[at] !== quote; at += 1) if (json[at] === backslash) at += 1;
      if (!isKey) continue;
      const key = JSON.parse(json.slice(start, at + 1)) as string;
      const fields = open.at(-1);
      if (fields?.has(key)) return { key, offset: start };
      fields?.add(key);
      isKey = false;
    } else if (sign === openObject || sign === openList) {
      open.push(sign === openObject ? new Set() : null);
      isKey = sign === openObject;
    } else if (sign === closeObject || sign === closeList) open.pop();
    else if (sign === ',') isKey = open.at(-1) != null;
  }
  return null;
}
