-- CreateEnum
CREATE TYPE "signature_scheme" AS ENUM ('STANDARD_WEBHOOKS', 'HMAC_SHA256');

-- AlterTable
ALTER TABLE "application" ADD COLUMN     "signature_header" TEXT,
ADD COLUMN     "signature_scheme" "signature_scheme",
ADD COLUMN     "signature_secret" BYTEA;

ALTER TABLE "application" ADD CONSTRAINT "application_signature_check" CHECK (("signature_scheme" IS NULL) = ("signature_secret" IS NULL));
