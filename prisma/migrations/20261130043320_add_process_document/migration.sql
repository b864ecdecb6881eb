-- AlterTable
ALTER TABLE "process" ADD COLUMN     "document" TEXT;
