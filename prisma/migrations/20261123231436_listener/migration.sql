-- DropIndex
DROP INDEX "group_name_beginning_idx";

-- DropIndex
DROP INDEX "user_user_name_beginning_idx";

-- CreateTable
CREATE TABLE "listener" (
    "id" UUID NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "listener_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "group_name_beginning_idx" ON "group"("name" text_pattern_ops);

-- CreateIndex
CREATE INDEX "user_user_name_beginning_idx" ON "user"("user_name" text_pattern_ops);

-- Prisma cannot say so.
ALTER TABLE "listener" SET UNLOGGED;
