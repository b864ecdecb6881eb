/** The global ID of this key: base64 of exactly `Type:key`, e.g. `globalId('Action:1728---2')`. */
export function globalId(typeAndKey: string): string {
  return Buffer.from(typeAndKey).toString('base64');
}
