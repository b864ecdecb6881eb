-- CreateEnum
CREATE TYPE "callback_format" AS ENUM ('SLUICE', 'CLOUDEVENTS');

-- AlterTable
ALTER TABLE "callback" ADD COLUMN     "format" "callback_format" NOT NULL DEFAULT 'SLUICE',
ADD COLUMN     "previous_secret" BYTEA,
ADD COLUMN     "previous_secret_until" TIMESTAMPTZ(6);
