import type { IncomingHttpHeaders } from 'node:http';
import { readPath } from '../../engine/expression/path';
import type { Json } from '../../engine/state';
import { isSecretName } from '../../redaction/isSecretName';
import type { Trigger, Variable } from '../../store/trigger';
import { parseValuePath, takeAt } from '../valuePath';

/** What a call of a hook brings along. */
export interface Sent {
  headers: IncomingHttpHeaders;
  query: { [name: string]: Json };
  body: Json;
  /** The text of the body, where runs get it; null for a body that is not text. */
  raw?: string | null;
  /** Where several are allowed. */
  method?: string;
}

/**
 * Returns what a run reads of the call that started it: `{headers, query, body}` and the aliases, as far as `parse` says, `raw` and `method`. Where it says nothing of
 * headers, those that carry secrets are left out; `signatureHeader` is one of them.
 */
export function toRuntime({ parse }: Pick<Trigger, 'parse'>, sent: Sent, signatureHeader: string | null): Json {
  const isTaken = (name: string) =>
    parse.headers ? parse.headers.includes(name) : !isSecretName(name) && name !== signatureHeader?.toLowerCase();
  const headers = Object.entries(sent.headers).flatMap(([name, value]): [string, string][] =>
    value !== undefined && isTaken(name) ? [[name, [value].flat().join(', ')]] : [],
  );
  return {
    ...aliasesOf(sent.query, parse.query),
    ...aliasesOf(sent.body, parse.body),
    headers: Object.fromEntries(headers),
    query: take(sent.query, parse.query) ?? {},
    body: take(sent.body, parse.body) ?? null,
    ...(sent.raw !== undefined && { raw: sent.raw }),
    ...(sent.method !== undefined && { method: sent.method }),
  };
}

function take(value: Json, variables: readonly Variable[] | null): Json | undefined {
  return variables ? takeAt(value, variables.map(pathOf)) : value;
}

function aliasesOf(value: Json, variables: readonly Variable[] | null): { [alias: string]: Json } {
  return Object.fromEntries(
    (variables ?? []).flatMap((variable): [string, Json][] => {
      const found = variable.alias === null ? undefined : readPath({ value }, ['value', ...pathOf(variable)]);
      return variable.alias === null || found === undefined ? [] : [[variable.alias, found]];
    }),
  );
}

function pathOf({ path }: Variable) {
  const parsed = parseValuePath(path);
  if (!parsed) throw new Error(`A hook was saved with a path that is none: ${path}`);
  return parsed;
}
