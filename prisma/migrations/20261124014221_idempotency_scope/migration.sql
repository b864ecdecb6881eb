-- DropForeignKey
ALTER TABLE "idempotency_key" DROP CONSTRAINT "idempotency_key_application_id_fkey";

-- AlterTable: those that are kept stay their hooks'
ALTER TABLE "idempotency_key" ADD COLUMN "scope" TEXT;
UPDATE "idempotency_key" SET "scope" = 'Application:' || "application_id";
UPDATE "run_uid" SET "scope" = 'Key:Application:' || substring("scope" FROM 5) WHERE "scope" LIKE 'Key:%';
ALTER TABLE "idempotency_key" DROP CONSTRAINT "idempotency_key_pkey",
DROP COLUMN "application_id",
ALTER COLUMN "scope" SET NOT NULL,
ADD CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("scope", "key");
