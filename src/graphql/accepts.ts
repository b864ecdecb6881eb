/** Whether a header `Accept` allows one of these types; a missing one allows all. Types in another charset than UTF-8 do not count. */
export function accepts(header: string | null | undefined, types: readonly string[]): boolean {
  const ranges = (header || '*/*').toLowerCase().split(',');
  return ranges.some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (parameters.some((parameter) => parameter.startsWith('charset=') && parameter !== 'charset=utf-8')) return false;
    return types.some((one) => type === '*/*' || type === one || (type.endsWith('/*') && one.startsWith(type.slice(0, -1))));
  });
}
