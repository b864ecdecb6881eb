-- DropForeignKey
ALTER TABLE "history" DROP CONSTRAINT "history_application_id_fkey";

-- CreateTable
CREATE TABLE "removed_application" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "removed_application_pkey" PRIMARY KEY ("id")
);
