const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes it for a UUID as people write them. */
export function isUuid(text: string): boolean {
  return form.test(text);
}
