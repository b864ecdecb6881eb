// Loaded into a server before its own code (node --require): writes what PostgreSQL's auto_explain tells its sessions to the file BENCH_PLANS,
// one line of JSON each.
const { appendFileSync } = require('node:fs');
const pg = require('pg');

const { connect } = pg.Client.prototype;
pg.Client.prototype.connect = function (...given) {
  this.on('notice', ({ message }) => {
    if (message.startsWith('duration: ')) appendFileSync(process.env.BENCH_PLANS, `${JSON.stringify(message)}\n`);
  });
  return connect.apply(this, given);
};
