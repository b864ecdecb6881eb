-- AlterTable
ALTER TABLE "application" ADD COLUMN     "trigger_verify_token" BYTEA;

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN     "skipped" TEXT;
