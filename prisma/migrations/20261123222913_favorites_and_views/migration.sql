-- CreateEnum
CREATE TYPE "view_kind" AS ENUM ('REQUESTS', 'ACTIONS');

-- CreateTable
CREATE TABLE "view" (
    "id" SERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "kind" "view_kind" NOT NULL,
    "is_shared" BOOLEAN NOT NULL,
    "filter" JSONB NOT NULL,
    "order_by" JSONB,

    CONSTRAINT "view_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "favorite" (
    "id" SERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "process_id" INTEGER,
    "view_id" INTEGER,
    "description" TEXT NOT NULL,

    CONSTRAINT "favorite_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "view_owner_id_name_key" ON "view"("owner_id", "name");

-- CreateIndex
CREATE INDEX "favorite_owner_id_id_idx" ON "favorite"("owner_id", "id");

-- CreateIndex
CREATE INDEX "favorite_process_id_idx" ON "favorite"("process_id");

-- CreateIndex
CREATE INDEX "favorite_view_id_idx" ON "favorite"("view_id");

-- CreateIndex
CREATE UNIQUE INDEX "favorite_owner_id_process_id_key" ON "favorite"("owner_id", "process_id");

-- CreateIndex
CREATE UNIQUE INDEX "favorite_owner_id_view_id_key" ON "favorite"("owner_id", "view_id");

-- AddForeignKey
ALTER TABLE "view" ADD CONSTRAINT "view_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "favorite" ADD CONSTRAINT "favorite_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "favorite" ADD CONSTRAINT "favorite_process_id_fkey" FOREIGN KEY ("process_id") REFERENCES "process"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "favorite" ADD CONSTRAINT "favorite_view_id_fkey" FOREIGN KEY ("view_id") REFERENCES "view"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what schema.prisma cannot say.

ALTER TABLE "favorite" ADD CONSTRAINT "favorite_item_check" CHECK (num_nonnulls("process_id", "view_id") = 1);
