-- AlterTable
ALTER TABLE "process" ADD COLUMN     "assigning_data" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- By hand: Prisma knows neither operator classes nor collations, and would have dropped the indexes that had the former.
DROP INDEX "group_name_beginning_idx";
DROP INDEX "user_user_name_beginning_idx";
CREATE INDEX "group_name_beginning_idx" ON "group"("name" COLLATE "C");
CREATE INDEX "user_user_name_beginning_idx" ON "user"("user_name" COLLATE "C");
