-- By hand: how many values PostgreSQL is to expect, from the next ANALYZE on. Of a process (a requester, an assignee) that it does not know when
-- it plans, it expects the average: where one process has nearly all requests, it would look for the ten of another among all.
ALTER TABLE "request" ALTER COLUMN "process_id" SET (n_distinct = 10000);
ALTER TABLE "request" ALTER COLUMN "requester_id" SET (n_distinct = 10000);
ALTER TABLE "action" ALTER COLUMN "process_id" SET (n_distinct = 10000);
ALTER TABLE "action" ALTER COLUMN "assignee_id" SET (n_distinct = 10000);

-- The open ones of a process, where few are.
CREATE INDEX "request_process_open_idx" ON "request"("process_id", "id") WHERE "status" = 'OPEN';
