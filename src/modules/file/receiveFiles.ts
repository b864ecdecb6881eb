import type { Context } from '../../context';
import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { FileValueInput, ParameterInput } from '../../generated/graphql';
import { loadFileRules, type NewFile, type FileRules } from '../../store/file';
import { readSource } from './fetchFile';
import { toNewFile, fileFault, checkFileValue } from './toNewFile';

/** The files of a call's parameters, by the parameter that brought each. */
export type ReceivedFiles = ReadonlyMap<ParameterInput, NewFile>;

interface SentFile {
  parameter: ParameterInput;
  value: FileValueInput;
}

/** How many bytes the files of one call may have together, where each alone may not have more. */
const maxTotalBytes = limits.callFilesBytes.value;

/**
 * Reads the files of parameters, before anything is loaded that others could wait for. Where one comes from a URL, `check` is asked first,
 * with empty files in their places: what would be refused anyway fetches nothing. Throws FILE_….
 */
export async function receiveFiles(
  context: Context,
  parameters: readonly ParameterInput[] | null | undefined,
  check: (files: ReceivedFiles) => Promise<unknown>,
): Promise<ReceivedFiles> {
  const sent = (parameters ?? []).flatMap((parameter) => (parameter.fileValue ? [{ parameter, value: parameter.fileValue }] : []));
  if (sent.length === 0) return new Map();
  for (const { parameter, value } of sent) checkFileValue(parameter.name, value);
  const rules = context.hook?.fileRules ?? (await loadFileRules(context.db));
  const now = context.clock.now();
  if (sent.some(({ value }) => value.url != null)) {
    const empty = { bytes: Buffer.alloc(0), name: null, contentType: null };
    await check(new Map(sent.map(({ parameter, value }) => [parameter, toNewFile(value, empty, now)])));
  }
  const files = new Map<ParameterInput, NewFile>();
  let left = Math.max(maxTotalBytes, rules.maxBytes);
  for (const one of sent) {
    const file = await receive(context, one, { ...rules, maxBytes: Math.min(rules.maxBytes, left) }, now);
    files.set(one.parameter, file);
    left -= file.bytes.length;
  }
  return files;
}

async function receive(context: Context, { parameter: { name }, value }: SentFile, rules: FileRules, now: Date): Promise<NewFile> {
  const details = { parameter: name };
  const found = await readSource(context, value, rules);
  if (found === 'FORBIDDEN') throw refusal('FILE_FORBIDDEN', details, details);
  if (found === 'TOO_LARGE') throw refusal('FILE_TOO_LARGE', { ...details, limit: rules.maxBytes }, { ...details, limit: rules.maxBytes });
  if ('reason' in found && found.isTemporary) throw refusal('FILE_UNAVAILABLE', { ...details, reason: found.reason }, details);
  if ('reason' in found) throw fileFault(name, found.reason);
  return toNewFile(value, found, now);
}
