import { decodeContent } from '../modules/file/decodeContent';
import { isObject } from '../modules/isObject';

/**
 * Puts what the base64 in an input stands for in its place, where that is large and can be read: the text, which is a third larger, need
 * not be kept until the call is answered. The scalar `Base64` takes both.
 */
export function decodeContents({ parameters }: { parameters?: unknown }): void {
  if (!Array.isArray(parameters)) return;
  for (const parameter of parameters as unknown[]) {
    const file = isObject(parameter) ? parameter.fileValue : undefined;
    if (!isObject(file) || typeof file.content !== 'string' || file.content.length < large) continue;
    file.content = decodeContent(file.content) ?? file.content;
  }
}

/** From so many characters on. */
const large = 100_000;
