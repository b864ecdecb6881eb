import type { HttpAnswer } from './startTestServer';

/** POSTs JSON (or a raw text, or bytes) to a URL, and gives the answer, its body parsed where it is JSON. */
export async function postTo(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
  init: Omit<RequestInit, 'body' | 'headers'> = {},
): Promise<HttpAnswer> {
  const isRaw = typeof body === 'string' || body instanceof Buffer;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: isRaw ? (body as BodyInit) : JSON.stringify(body) }),
    ...init,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: /^[{[]/.test(text) ? JSON.parse(text) : text };
}
