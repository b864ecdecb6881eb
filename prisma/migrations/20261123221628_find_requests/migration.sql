-- By hand, so that it runs over actions that are there: the type of the column is what schema.prisma says.
ALTER TABLE "action" ADD COLUMN "process_id" INTEGER;
UPDATE "action" a SET "process_id" = r."process_id" FROM "request" r WHERE r."id" = a."request_id";
ALTER TABLE "action" ALTER COLUMN "process_id" SET NOT NULL;

-- Servers of 0.1.0 that still run do not know the column. A later release removes this.
CREATE FUNCTION "action_process"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."process_id" := (SELECT "process_id" FROM "request" WHERE "id" = NEW."request_id");
  RETURN NEW;
END $$;
CREATE TRIGGER "action_process" BEFORE INSERT ON "action" FOR EACH ROW WHEN (NEW."process_id" IS NULL) EXECUTE FUNCTION "action_process"();

-- Who may see a request by one of its open actions, and what he can take.
CREATE INDEX "action_open_participant_idx" ON "action"("process_id", "participant", "request_id", "number") WHERE "status" <> 'CLOSED';
CREATE INDEX "action_open_free_idx" ON "action"("process_id", "participant", "request_id", "number")
  WHERE "status" <> 'CLOSED' AND "assignee_id" IS NULL AND "self_service";
CREATE INDEX "participant_everyone_idx" ON "participant"("process_id", "name") WHERE "everyone";

-- Lists in an order, and by status and assignee.
CREATE INDEX "request_opened_at_idx" ON "request"("opened_at", "id");
CREATE INDEX "request_closed_at_idx" ON "request"((COALESCE("closed_at", 'infinity')), "id");
CREATE INDEX "request_open_idx" ON "request"("id") WHERE "status" = 'OPEN';
CREATE INDEX "action_open_idx" ON "action"("request_id", "number") WHERE "status" <> 'CLOSED';
CREATE INDEX "action_assignee_idx" ON "action"("assignee_id", "request_id", "number") WHERE "assignee_id" IS NOT NULL;
