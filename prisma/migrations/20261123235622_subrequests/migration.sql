-- AlterTable
ALTER TABLE "request" ADD COLUMN     "parent_action" INTEGER,
ADD COLUMN     "parent_id" INTEGER,
ADD COLUMN     "parent_index" INTEGER;

-- CreateTable
CREATE TABLE "subprocess" (
    "request_id" INTEGER NOT NULL,
    "action_number" INTEGER NOT NULL,
    "process" TEXT NOT NULL,
    "version" INTEGER,
    "items" JSONB NOT NULL,
    "is_list" BOOLEAN NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "wait" BOOLEAN NOT NULL,

    CONSTRAINT "subprocess_pkey" PRIMARY KEY ("request_id","action_number")
);

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subprocess" ADD CONSTRAINT "subprocess_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what schema.prisma cannot say. Most requests have no parent, and no entry here.
CREATE UNIQUE INDEX "request_parent_key" ON "request"("parent_id", "parent_action", "parent_index") WHERE "parent_id" IS NOT NULL;
CREATE INDEX "request_parent_idx" ON "request"("parent_id", "id") WHERE "parent_id" IS NOT NULL;
ALTER TABLE "request" ADD CONSTRAINT "request_parent_check"
  CHECK (("parent_id" IS NULL) = ("parent_action" IS NULL) AND ("parent_id" IS NULL) = ("parent_index" IS NULL));
