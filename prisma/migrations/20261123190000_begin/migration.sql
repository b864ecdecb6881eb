-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "user_status" AS ENUM ('ACTIVE', 'INACTIVE', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "process_state" AS ENUM ('UNDER_CONSTRUCTION', 'TEST', 'ACTIVE', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "participant_role" AS ENUM ('REQUESTER', 'ACTOR', 'SUPERVISOR');

-- CreateEnum
CREATE TYPE "request_status" AS ENUM ('OPEN', 'CLOSED');

-- CreateEnum
CREATE TYPE "action_status" AS ENUM ('NOT_STARTED', 'RUNNING', 'CLOSED');

-- CreateEnum
CREATE TYPE "outcome" AS ENUM ('COMPLETED', 'CANCELLED', 'ERROR');

-- CreateEnum
CREATE TYPE "application_kind" AS ENUM ('OPERATIONS');

-- CreateEnum
CREATE TYPE "error_status" AS ENUM ('HTTP', 'ALWAYS_200');

-- CreateTable
CREATE TABLE "user" (
    "id" SERIAL NOT NULL,
    "user_name" TEXT NOT NULL,
    "password_hash" TEXT,
    "first_name" TEXT NOT NULL DEFAULT '',
    "last_name" TEXT NOT NULL DEFAULT '',
    "email" TEXT,
    "status" "user_status" NOT NULL DEFAULT 'ACTIVE',
    "is_administrator" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_member" (
    "group_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "group_member_pkey" PRIMARY KEY ("group_id","user_id")
);

-- CreateTable
CREATE TABLE "folder" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "folder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "folder_manager_user" (
    "folder_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "folder_manager_user_pkey" PRIMARY KEY ("folder_id","user_id")
);

-- CreateTable
CREATE TABLE "folder_manager_group" (
    "folder_id" INTEGER NOT NULL,
    "group_id" INTEGER NOT NULL,

    CONSTRAINT "folder_manager_group_pkey" PRIMARY KEY ("folder_id","group_id")
);

-- CreateTable
CREATE TABLE "process_name" (
    "name" TEXT NOT NULL,
    "uuid" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "process_name_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "process" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "state" "process_state" NOT NULL,
    "folder_id" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "definition_hash" TEXT NOT NULL,
    "deployed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "process_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "participant" (
    "process_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "role" "participant_role" NOT NULL,
    "everyone" BOOLEAN NOT NULL,

    CONSTRAINT "participant_pkey" PRIMARY KEY ("process_id","name")
);

-- CreateTable
CREATE TABLE "participant_user" (
    "process_id" INTEGER NOT NULL,
    "participant" TEXT NOT NULL,
    "user_id" INTEGER NOT NULL,
    "is_coordinator" BOOLEAN NOT NULL,

    CONSTRAINT "participant_user_pkey" PRIMARY KEY ("process_id","participant","user_id","is_coordinator")
);

-- CreateTable
CREATE TABLE "participant_group" (
    "process_id" INTEGER NOT NULL,
    "participant" TEXT NOT NULL,
    "group_id" INTEGER NOT NULL,

    CONSTRAINT "participant_group_pkey" PRIMARY KEY ("process_id","participant","group_id")
);

-- CreateTable
CREATE TABLE "request" (
    "id" SERIAL NOT NULL,
    "uuid" UUID NOT NULL,
    "process_id" INTEGER NOT NULL,
    "requester_id" INTEGER NOT NULL,
    "is_test" BOOLEAN NOT NULL,
    "status" "request_status" NOT NULL,
    "sub_status" "outcome",
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "closed_at" TIMESTAMPTZ(6),
    "message" TEXT,
    "data" JSONB NOT NULL,
    "runtime" JSONB,
    "output" JSONB,
    "last_action_number" INTEGER NOT NULL,
    "engine" JSONB NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action" (
    "request_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "activity" TEXT NOT NULL,
    "participant" TEXT,
    "self_service" BOOLEAN NOT NULL,
    "status" "action_status" NOT NULL,
    "sub_status" "outcome",
    "assignee_id" INTEGER,
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "closed_at" TIMESTAMPTZ(6),
    "message" TEXT,

    CONSTRAINT "action_pkey" PRIMARY KEY ("request_id","number")
);

-- CreateTable
CREATE TABLE "request_actor" (
    "request_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "request_actor_pkey" PRIMARY KEY ("request_id","user_id")
);

-- CreateTable
CREATE TABLE "history" (
    "request_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "type" TEXT NOT NULL,
    "action_number" INTEGER,
    "detail" JSONB NOT NULL,
    "actor_id" INTEGER,
    "on_behalf_of_id" INTEGER,
    "application_id" INTEGER,
    "operation" UUID NOT NULL,

    CONSTRAINT "history_pkey" PRIMARY KEY ("request_id","version","line")
);

-- CreateTable
CREATE TABLE "application" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "kind" "application_kind" NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "impersonate_user_name" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "allowed_addresses" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "rate_limit_requests" INTEGER,
    "rate_limit_seconds" INTEGER,
    "error_status" "error_status" NOT NULL DEFAULT 'HTTP',
    "error_prefix" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "application_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("application_id","key")
);

-- CreateTable
CREATE TABLE "settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "system_operation_user_names" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "engine_user_name" TEXT,
    "idempotency_retention" INTEGER NOT NULL DEFAULT 30,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_user_name_key" ON "user"("user_name");

-- CreateIndex
CREATE UNIQUE INDEX "group_name_key" ON "group"("name");

-- CreateIndex
CREATE INDEX "group_member_user_id_idx" ON "group_member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "folder_name_key" ON "folder"("name");

-- CreateIndex
CREATE INDEX "folder_manager_user_user_id_idx" ON "folder_manager_user"("user_id");

-- CreateIndex
CREATE INDEX "folder_manager_group_group_id_idx" ON "folder_manager_group"("group_id");

-- CreateIndex
CREATE UNIQUE INDEX "process_name_uuid_key" ON "process_name"("uuid");

-- CreateIndex
CREATE INDEX "process_folder_id_idx" ON "process"("folder_id");

-- CreateIndex
CREATE UNIQUE INDEX "process_name_version_key" ON "process"("name", "version");

-- CreateIndex
CREATE INDEX "participant_user_user_id_idx" ON "participant_user"("user_id");

-- CreateIndex
CREATE INDEX "participant_group_group_id_idx" ON "participant_group"("group_id");

-- CreateIndex
CREATE UNIQUE INDEX "request_uuid_key" ON "request"("uuid");

-- CreateIndex
CREATE INDEX "request_process_id_id_idx" ON "request"("process_id", "id");

-- CreateIndex
CREATE INDEX "request_requester_id_id_idx" ON "request"("requester_id", "id");

-- CreateIndex
CREATE INDEX "request_actor_user_id_request_id_idx" ON "request_actor"("user_id", "request_id");

-- CreateIndex
CREATE UNIQUE INDEX "application_name_key" ON "application"("name");

-- CreateIndex
CREATE UNIQUE INDEX "application_token_hash_key" ON "application"("token_hash");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- AddForeignKey
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "folder_manager_user" ADD CONSTRAINT "folder_manager_user_folder_id_fkey" FOREIGN KEY ("folder_id") REFERENCES "folder"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "folder_manager_user" ADD CONSTRAINT "folder_manager_user_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "folder_manager_group" ADD CONSTRAINT "folder_manager_group_folder_id_fkey" FOREIGN KEY ("folder_id") REFERENCES "folder"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "folder_manager_group" ADD CONSTRAINT "folder_manager_group_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "process" ADD CONSTRAINT "process_name_fkey" FOREIGN KEY ("name") REFERENCES "process_name"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "process" ADD CONSTRAINT "process_folder_id_fkey" FOREIGN KEY ("folder_id") REFERENCES "folder"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_process_id_fkey" FOREIGN KEY ("process_id") REFERENCES "process"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant_user" ADD CONSTRAINT "participant_user_process_id_participant_fkey" FOREIGN KEY ("process_id", "participant") REFERENCES "participant"("process_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant_user" ADD CONSTRAINT "participant_user_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant_group" ADD CONSTRAINT "participant_group_process_id_participant_fkey" FOREIGN KEY ("process_id", "participant") REFERENCES "participant"("process_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant_group" ADD CONSTRAINT "participant_group_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_process_id_fkey" FOREIGN KEY ("process_id") REFERENCES "process"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action" ADD CONSTRAINT "action_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action" ADD CONSTRAINT "action_assignee_id_fkey" FOREIGN KEY ("assignee_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_actor" ADD CONSTRAINT "request_actor_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_actor" ADD CONSTRAINT "request_actor_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "history" ADD CONSTRAINT "history_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "history" ADD CONSTRAINT "history_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "history" ADD CONSTRAINT "history_on_behalf_of_id_fkey" FOREIGN KEY ("on_behalf_of_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "history" ADD CONSTRAINT "history_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what schema.prisma cannot say.

-- One ACTIVE and one TEST version a name.
CREATE UNIQUE INDEX "process_one_active_key" ON "process"("name") WHERE "state" = 'ACTIVE';
CREATE UNIQUE INDEX "process_one_test_key" ON "process"("name") WHERE "state" = 'TEST';

-- What is closed says how and when; what is open says neither.
ALTER TABLE "request" ADD CONSTRAINT "request_closed_check"
  CHECK (("status" = 'CLOSED') = ("sub_status" IS NOT NULL) AND ("status" = 'CLOSED') = ("closed_at" IS NOT NULL));
ALTER TABLE "action" ADD CONSTRAINT "action_closed_check"
  CHECK (("status" = 'CLOSED') = ("sub_status" IS NOT NULL) AND ("status" = 'CLOSED') = ("closed_at" IS NOT NULL));
ALTER TABLE "action" ADD CONSTRAINT "action_number_check" CHECK ("number" >= 1);

-- Who has what to do.
CREATE INDEX "action_open_assignee_idx" ON "action"("assignee_id", "request_id", "number") WHERE "status" <> 'CLOSED';

ALTER TABLE "settings" ADD CONSTRAINT "settings_one_row_check" CHECK ("id" = 1);
INSERT INTO "settings" DEFAULT VALUES;
