import { isSecretName } from './isSecretName';

/** Parameters (`a=1&b=2`) as they came, but for `mark` in the place of the values that have the name of a secret, or that are one in the eyes of `isSecret`. */
export function redactParameters(text: string, mark: string, isSecret: (value: string) => boolean): string {
  return text
    .split('&')
    .map((part) => {
      const at = part.indexOf('=');
      if (at < 0) return part;
      const name = part.slice(0, at);
      return isSecretName(decode(name)) || isSecret(decode(part.slice(at + 1))) ? `${name}=${mark}` : part;
    })
    .join('&');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
