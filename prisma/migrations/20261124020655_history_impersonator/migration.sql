-- AlterTable
ALTER TABLE "history" ADD COLUMN     "impersonator_id" INTEGER;

-- AddForeignKey
ALTER TABLE "history" ADD CONSTRAINT "history_impersonator_id_fkey" FOREIGN KEY ("impersonator_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;
