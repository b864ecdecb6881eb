import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import main from '../../dist/main/run.js';

// A server that answers with its process ID after `?ms=`, in the process life cycle of the real one. Runs what is built: to compile it here
// would take longer than its start.
main.run({
  createServer({ db }) {
    const server = http.createServer((request, response) => {
      const ms = Number(new URL(request.url ?? '/', 'http://here').searchParams.get('ms'));
      void sleep(ms).then(async () => {
        await db.query({ name: 'one', text: 'SELECT 1', values: [] });
        response.end(String(process.pid));
      });
    });
    return { http: server, reload: () => undefined, stop: () => new Promise((resolve) => server.close(() => resolve())) };
  },
  setUp: ({ demo }) => Promise.resolve((url) => (demo ? `welcome to ${url}\n` : '')),
});
