-- AlterEnum

ALTER TYPE "signature_scheme" ADD VALUE 'HMAC';
ALTER TYPE "signature_scheme" ADD VALUE 'TOKEN';
ALTER TYPE "signature_scheme" ADD VALUE 'GITHUB';
ALTER TYPE "signature_scheme" ADD VALUE 'GITLAB';
ALTER TYPE "signature_scheme" ADD VALUE 'SHOPIFY';
ALTER TYPE "signature_scheme" ADD VALUE 'STRIPE';
ALTER TYPE "signature_scheme" ADD VALUE 'SLACK';
ALTER TYPE "signature_scheme" ADD VALUE 'TWILIO';
ALTER TYPE "signature_scheme" ADD VALUE 'LINEAR';
ALTER TYPE "signature_scheme" ADD VALUE 'META';
ALTER TYPE "signature_scheme" ADD VALUE 'MICROSOFT_GRAPH';
ALTER TYPE "signature_scheme" ADD VALUE 'SMARTSHEET';
ALTER TYPE "signature_scheme" ADD VALUE 'ZOOM';
ALTER TYPE "signature_scheme" ADD VALUE 'DROPBOX';

-- AlterTable
ALTER TABLE "application" ADD COLUMN     "signature_hmac" JSONB,
ADD COLUMN     "signature_second_secret" BYTEA;
