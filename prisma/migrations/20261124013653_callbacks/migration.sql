-- CreateTable
CREATE TABLE "callback" (
    "id" SERIAL NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "process_name" TEXT,
    "secret" BYTEA NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_success_at" TIMESTAMPTZ(6),
    "last_failure_at" TIMESTAMPTZ(6),
    "failing_since" TIMESTAMPTZ(6),
    "disabled_at" TIMESTAMPTZ(6),
    "disabled_reason" TEXT,

    CONSTRAINT "callback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "callback_attempt" (
    "id" SERIAL NOT NULL,
    "callback_id" INTEGER NOT NULL,
    "request_id" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "number" INTEGER,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "duration_ms" INTEGER,
    "status" INTEGER,
    "error" TEXT,
    "answer" TEXT,
    "body" TEXT NOT NULL,

    CONSTRAINT "callback_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "callback_attempt_callback_id_id_idx" ON "callback_attempt"("callback_id", "id");

-- CreateIndex
CREATE INDEX "callback_attempt_request_id_id_idx" ON "callback_attempt"("request_id", "id");

-- CreateIndex
CREATE INDEX "callback_attempt_at_idx" ON "callback_attempt"("at");

-- AddForeignKey
ALTER TABLE "callback" ADD CONSTRAINT "callback_process_name_fkey" FOREIGN KEY ("process_name") REFERENCES "process_name"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback_attempt" ADD CONSTRAINT "callback_attempt_callback_id_fkey" FOREIGN KEY ("callback_id") REFERENCES "callback"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback_attempt" ADD CONSTRAINT "callback_attempt_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "callback"
    ADD CONSTRAINT "callback_events_check" CHECK ("events" IS NOT NULL AND "events" <> '{}'
        AND "events" <@ ARRAY['request.completed', 'request.cancelled', 'request.failed', 'request.awaiting']),
    ADD CONSTRAINT "callback_disabled_check" CHECK (("disabled_at" IS NULL) = ("disabled_reason" IS NULL) AND NOT ("active" AND "disabled_at" IS NOT NULL));
