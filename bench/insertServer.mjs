// The baseline: what node:http and PostgreSQL do with nothing on top. One prepared INSERT a request, committed durably.
import http from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query(`CREATE TABLE IF NOT EXISTS bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, status text NOT NULL,
  body jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now())`);

const text = 'INSERT INTO bare (name, status, body) VALUES ($1, $2, $3) RETURNING id';

const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', async () => {
    const { operation } = JSON.parse(body);
    const { rows } = await pool.query({ name: 'insert', text, values: [operation, 'OPEN', body] });
    const answer = JSON.stringify({ number: rows[0].id });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`sluice listening on http://127.0.0.1:${server.address().port}`));
