const secretName = /pass(word|wd|phrase)|secret|token|api[-_]?key|private[-_]?key|credential|signature|authori[sz]ation|cookie/i;

/** Whether what is called so (a field, a header, a parameter) is likely a secret: `password`, `token`, `Authorization`, `Cookie`, … */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
