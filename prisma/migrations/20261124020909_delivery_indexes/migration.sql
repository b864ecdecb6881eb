-- AlterTable
ALTER TABLE "audit_entry" ALTER COLUMN "subject_key" SET DATA TYPE BIGINT;

-- Answers of a status beyond 400 that are no refusals, too: those of RESPONSE.
DROP INDEX "delivery_error_idx";
CREATE INDEX "delivery_error_idx" ON "delivery"("received_at", "id") WHERE "error" IS NOT NULL OR "status" >= 400;
