-- AlterTable
ALTER TABLE "user" ADD COLUMN     "disabled_notifications" "notification_kind"[] DEFAULT ARRAY[]::"notification_kind"[];
