-- AlterEnum
ALTER TYPE "application_kind" ADD VALUE 'TRIGGER';

-- AlterTable
ALTER TABLE "application" ADD COLUMN     "trigger" JSONB,
ADD COLUMN     "trigger_password_hash" TEXT;

-- As text: a value that was just added to an enum cannot be used before the transaction ends.
ALTER TABLE "application" ADD CONSTRAINT "application_trigger_check"
  CHECK (("kind"::text = 'TRIGGER') = ("trigger" IS NOT NULL) AND ("trigger_password_hash" IS NULL OR "trigger" IS NOT NULL));
