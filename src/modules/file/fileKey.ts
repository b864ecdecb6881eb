/** What a file is known by outside: the number of its request, and its own UUID, which nobody guesses. */
export interface FileKey {
  requestId: number;
  id: string;
}

/** The key as it stands in a URL: `1728-6f2d…`. */
export function toFileKey({ requestId, id }: FileKey): string {
  return `${requestId}-${id}`;
}

/** The key in a URL, null for what is none. */
export function fromFileKey(text: string): FileKey | null {
  const [, number = '', id = ''] = /^([1-9]\d{0,9})-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(text) ?? [];
  const requestId = Number(number);
  return requestId > 0 && requestId <= 2_147_483_647 ? { requestId, id } : null;
}
