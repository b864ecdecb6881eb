-- AlterEnum
ALTER TYPE "outcome" ADD VALUE 'TIMEOUT';

-- AlterTable
ALTER TABLE "settings" ADD COLUMN IF NOT EXISTS "outbound_allowed_hosts" TEXT[] DEFAULT ARRAY[]::TEXT[];
