-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "impersonator_id" INTEGER;

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_impersonator_id_fkey" FOREIGN KEY ("impersonator_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;
