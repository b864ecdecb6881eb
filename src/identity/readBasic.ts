/** What an `Authorization: Basic` header says, the user name in NFC; null for no or another header. */
export function readBasic(authorization: string | undefined): { userName: string; password: string } | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon === -1 ? null : { userName: text.slice(0, colon).normalize('NFC'), password: text.slice(colon + 1) };
}
