-- CreateIndex
CREATE INDEX "run_uid_request_id_idx" ON "run_uid"("request_id");

-- The family of a request that is deleted, and the foreign key that looks for it.
CREATE INDEX "request_root_idx" ON "request"("root_id", "id") WHERE "root_id" IS NOT NULL;

-- The test requests of a process, which are deleted together.
CREATE INDEX "request_test_idx" ON "request"("process_id", "id") WHERE "is_test";
