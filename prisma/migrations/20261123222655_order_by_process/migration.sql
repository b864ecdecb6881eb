-- CreateIndex
CREATE INDEX "action_process_id_request_id_number_idx" ON "action"("process_id", "request_id", "number");

-- CreateIndex
CREATE INDEX "request_process_id_opened_at_id_idx" ON "request"("process_id", "opened_at", "id");

-- By hand: an expression.
CREATE INDEX "request_process_closed_at_idx" ON "request"("process_id", (COALESCE("closed_at", 'infinity')), "id");
