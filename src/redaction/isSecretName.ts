/** What names of secrets have in them: `password`, `token`, `Authorization`, `Cookie`, … */
export const secretWord =
  /pass(word|wd|phrase|code)|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|signature|authori[sz]ation|cookie|jwt/i;
/** What is a secret where it is the whole name of a field or a parameter; in longer names (`keyboard`, `postcode`) it is not. */
export const secretNames = 'key|code|auth|session|session[-_]?id|sid|pin|sig|otp';

const wholeName = new RegExp(`^(?:${secretNames})$`, 'i');

/** Returns whether what is called so (a field, a header, a parameter) is likely a secret. A name that nests (`login[pin]`) counts with its last part. */
export function isSecretName(name: string): boolean {
  return secretWord.test(name) || wholeName.test(/(?<![^.[\]])([^.[\]]*)\]?$/.exec(name)?.[1] ?? name);
}

/** What stands in the place of what is not told. */
export const redacted = '[redacted]';
