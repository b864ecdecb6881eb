/** What names of secrets have in them: `password`, `token`, `Authorization`, `Cookie`, … */
export const secretWord =
  /pass(word|wd|phrase|code)|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|signature|authori[sz]ation|cookie/i;

/** Whether what is called so (a field, a header, a parameter) is likely a secret. */
export function isSecretName(name: string): boolean {
  return secretWord.test(name);
}
