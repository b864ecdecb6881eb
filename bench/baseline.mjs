// The baselines: what node:http and PostgreSQL do with nothing on top. One prepared statement per call.
import http from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

const modes = {
  // A row, committed durably.
  insert: {
    text: 'INSERT INTO orders (name, status, body) VALUES ($1, $2, $3) RETURNING id',
    valuesOf: (body) => ['createRequest', 'OPEN', body],
  },
  // A row by its key.
  select: { text: 'SELECT id, name, status, created_at FROM orders WHERE id = $1', valuesOf: (body) => [JSON.parse(body).id] },
  // Ten rows with their customer and their items, as JSON made by PostgreSQL.
  nested: {
    text: `SELECT o.id, o.name, o.status, o.body, (SELECT to_json(c) FROM customers c WHERE c.id = o.customer_id) AS customer,
        (SELECT json_agg(i ORDER BY i.number) FROM items i WHERE i.order_id = o.id) AS items
      FROM orders o WHERE o.id > $1 ORDER BY o.id LIMIT 10`,
    valuesOf: (body) => [JSON.parse(body).id],
  },
};

await pool.query(`
  CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id int REFERENCES customers, name text NOT NULL,
    status text NOT NULL, body jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE items (order_id bigint REFERENCES orders, number int, name text NOT NULL, PRIMARY KEY (order_id, number));
  INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 100) n;
  INSERT INTO orders (customer_id, name, status, body)
    SELECT 1 + n % 100, 'order ' || n, 'OPEN', jsonb_build_object('TEXT', 'text ' || n, 'NUMERIC', n) FROM generate_series(1, 1000) n;
  INSERT INTO items SELECT id, n, 'item ' || n FROM orders, generate_series(1, 2) n;
  ANALYZE`);

const { text, valuesOf } = modes[process.argv[2]];
const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', async () => {
    const { rows } = await pool.query({ name: 'statement', text, values: valuesOf(body) });
    const answer = JSON.stringify(rows);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`baseline listening on http://127.0.0.1:${server.address().port}`));
process.once('SIGTERM', () => process.exit());
