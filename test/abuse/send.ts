import http from 'node:http';

/** A call as it is sent. */
export interface Call {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Buffer | undefined;
}

/** What came of it: a status, or that the connection was cut without one. */
export interface Answer {
  status: number | 'cut';
  body: string;
  /** From the first byte sent to the last one received, in milliseconds. */
  ms: number;
}

/** Nothing is answered later than this, in milliseconds. */
const longestMs = 120_000;

/** Sends it as it is, whatever is wrong with it. Of the answer at most `mostBytes` are kept. */
export function send(url: string, { method, path, headers, body }: Call, mostBytes = 10_000): Promise<Answer> {
  const begun = performance.now();
  // A connection of its own that asks not to be closed, as most clients' do.
  const agent = new http.Agent({ keepAlive: true });
  return new Promise((resolve) => {
    const end = (status: Answer['status'], text: string) => {
      agent.destroy();
      resolve({ status, body: text, ms: performance.now() - begun });
    };
    const { hostname, port } = new URL(url);
    const options = { hostname, port, path, method, agent, headers: { ...headers, ...(body && { 'content-length': body.length }) } };
    let request: http.ClientRequest;
    try {
      request = http.request(options);
    } catch {
      end(400, 'this client does not send that');
      return;
    }
    request.setTimeout(longestMs, () => request.destroy());
    let answered = false;
    request.on('error', () => !answered && end('cut', ''));
    request.on('response', (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        if (size < mostBytes) chunks.push(chunk);
        size += chunk.length;
      });
      response.on('error', () => undefined);
      // An event stream does not end by itself.
      if (response.headers['content-type']?.startsWith('text/event-stream')) setTimeout(() => request.destroy(), 50);
      response.on('close', () => end(response.statusCode ?? 'cut', Buffer.concat(chunks).toString().slice(0, mostBytes)));
    });
    request.end(body);
  });
}

/**
 * Returns whether a server may answer so: anything but a cut connection and an error of its own. Busy (503) and too late (504) are allowed, and so is
 * the documented 500 of a run that ended as an error.
 */
export function isFair({ status, body }: Answer): boolean {
  if (body.includes('"INTERNAL_SERVER_ERROR"')) return body.includes('"requestId"');
  return status !== 'cut' && (status < 500 || status === 503 || status === 504);
}
