-- CreateEnum
CREATE TYPE "log_bodies" AS ENUM ('ALL', 'ERRORS', 'NONE');

-- AlterEnum
ALTER TYPE "application_kind" ADD VALUE 'WORKFLOWS';

-- AlterTable
ALTER TABLE "application" ADD COLUMN     "log_bodies" "log_bodies" NOT NULL DEFAULT 'ALL',
ADD COLUMN     "secret_hash" BYTEA;

-- CreateTable
CREATE TABLE "run_uid" (
    "scope" TEXT NOT NULL,
    "uid" TEXT NOT NULL,
    "request_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "run_uid_pkey" PRIMARY KEY ("scope","uid")
);

-- CreateIndex
CREATE INDEX "run_uid_created_at_idx" ON "run_uid"("created_at");

-- AddForeignKey
ALTER TABLE "run_uid" ADD CONSTRAINT "run_uid_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
