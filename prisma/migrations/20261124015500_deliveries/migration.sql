-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "delivery_retention" INTEGER NOT NULL DEFAULT 30;

-- CreateTable
CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "kind" TEXT,
    "application_id" INTEGER,
    "user_id" INTEGER,
    "address" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "status" SMALLINT NOT NULL,
    "operation" TEXT,
    "request_id" INTEGER,
    "error" TEXT,
    "code" TEXT,
    "idempotency_key" TEXT,
    "uid" TEXT,
    "duplicate" BOOLEAN NOT NULL,
    "replay_of_id" BIGINT,
    "headers" TEXT,
    "body" TEXT,
    "body_size" INTEGER,
    "is_whole" BOOLEAN NOT NULL,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_request" (
    "delivery_id" BIGINT NOT NULL,
    "request_id" INTEGER NOT NULL,

    CONSTRAINT "delivery_request_pkey" PRIMARY KEY ("delivery_id","request_id")
);

-- CreateIndex
CREATE INDEX "delivery_received_at_id_idx" ON "delivery"("received_at", "id");

-- CreateIndex
CREATE INDEX "delivery_application_id_received_at_id_idx" ON "delivery"("application_id", "received_at", "id");

-- CreateIndex
CREATE INDEX "delivery_request_request_id_delivery_id_idx" ON "delivery_request"("request_id", "delivery_id");

-- AddForeignKey
ALTER TABLE "delivery_request" ADD CONSTRAINT "delivery_request_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Most calls touch one request, some none; few are refused.
CREATE INDEX "delivery_request_id_idx" ON "delivery"("request_id", "received_at", "id") WHERE "request_id" IS NOT NULL;
CREATE INDEX "delivery_error_idx" ON "delivery"("received_at", "id") WHERE "error" IS NOT NULL;
