-- CreateEnum
CREATE TYPE "notification_kind" AS ENUM ('ACTION_ASSIGNED', 'LIMIT_PASSED', 'REQUEST_CLOSED', 'REQUEST_CANCELLED', 'ACTION_CANCELLED', 'ASSIGNMENT_CANCELLED');

-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "disabled_notifications" "notification_kind"[] DEFAULT ARRAY[]::"notification_kind"[];
