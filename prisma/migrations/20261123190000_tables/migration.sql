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
CREATE TYPE "outcome" AS ENUM ('COMPLETED', 'CANCELLED', 'ERROR', 'TIMEOUT');

-- CreateEnum
CREATE TYPE "view_kind" AS ENUM ('REQUESTS', 'ACTIONS');

-- CreateEnum
CREATE TYPE "application_kind" AS ENUM ('OPERATIONS', 'WORKFLOWS', 'TRIGGER');

-- CreateEnum
CREATE TYPE "error_status" AS ENUM ('HTTP', 'ALWAYS_200');

-- CreateEnum
CREATE TYPE "callback_format" AS ENUM ('SLUICE', 'CLOUDEVENTS');

-- CreateEnum
CREATE TYPE "signature_scheme" AS ENUM ('STANDARD_WEBHOOKS', 'HMAC_SHA256', 'HMAC', 'TOKEN', 'GITHUB', 'GITLAB', 'SHOPIFY', 'STRIPE', 'SLACK', 'TWILIO', 'LINEAR', 'META', 'MICROSOFT_GRAPH', 'SMARTSHEET', 'ZOOM', 'DROPBOX');

-- CreateEnum
CREATE TYPE "log_bodies" AS ENUM ('ALL', 'ERRORS', 'NONE');

-- CreateEnum
CREATE TYPE "notification_kind" AS ENUM ('ACTION_ASSIGNED', 'LIMIT_PASSED', 'REQUEST_CLOSED', 'REQUEST_CANCELLED', 'ACTION_CANCELLED', 'ASSIGNMENT_CANCELLED');

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
    "disabled_notifications" "notification_kind"[] DEFAULT ARRAY[]::"notification_kind"[],
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6),
    "last_used_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" SERIAL NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "user_id" INTEGER NOT NULL,
    "password_stamp" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
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
    "document" TEXT,
    "definition_hash" TEXT NOT NULL,
    "assigning_data" TEXT[] DEFAULT ARRAY[]::TEXT[],
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
    "last_comment_number" INTEGER NOT NULL DEFAULT 0,
    "engine" JSONB NOT NULL,
    "parent_id" INTEGER,
    "parent_action" INTEGER,
    "parent_index" INTEGER,
    "root_id" INTEGER,
    "depth" INTEGER NOT NULL DEFAULT 1,
    "descendants" INTEGER NOT NULL DEFAULT 0,
    "family_ended_at" TIMESTAMPTZ(6),
    "hops" INTEGER NOT NULL DEFAULT 0,
    "case_id" INTEGER,
    "version" INTEGER NOT NULL,

    CONSTRAINT "request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "case" (
    "id" SERIAL NOT NULL,
    "uuid" UUID NOT NULL,
    "creator_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "first_name" TEXT,
    "last_name" TEXT,
    "personal_number" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "company_name" TEXT,
    "company_number" TEXT,
    "company_address" TEXT,
    "data" JSONB,

    CONSTRAINT "case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "parameter_set" (
    "uuid" UUID NOT NULL,
    "process_name" TEXT NOT NULL,
    "creator_id" INTEGER NOT NULL,
    "values" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "parameter_set_pkey" PRIMARY KEY ("uuid")
);

-- CreateTable
CREATE TABLE "subprocess" (
    "request_id" INTEGER NOT NULL,
    "action_number" INTEGER NOT NULL,
    "process" TEXT NOT NULL,
    "version" INTEGER,
    "items" JSONB NOT NULL,
    "is_list" BOOLEAN NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "wait" BOOLEAN NOT NULL,
    "driver" BIGINT,
    "wakes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "subprocess_pkey" PRIMARY KEY ("request_id","action_number")
);

-- CreateTable
CREATE TABLE "action" (
    "request_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "process_id" INTEGER NOT NULL,
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
CREATE TABLE "comment" (
    "request_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "message" TEXT,
    "author_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "comment_pkey" PRIMARY KEY ("request_id","number")
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
    "impersonator_id" INTEGER,
    "application_id" INTEGER,
    "operation" UUID NOT NULL,

    CONSTRAINT "history_pkey" PRIMARY KEY ("request_id","version","line")
);

-- CreateTable
CREATE TABLE "delegation" (
    "id" SERIAL NOT NULL,
    "delegator_id" INTEGER NOT NULL,
    "delegatee_id" INTEGER NOT NULL,
    "process_name" TEXT,
    "participant" TEXT,
    "from_date" DATE,
    "to_date" DATE,

    CONSTRAINT "delegation_pkey" PRIMARY KEY ("id")
);

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
    "secret_hash" BYTEA,
    "signature_scheme" "signature_scheme",
    "signature_secret" BYTEA,
    "signature_second_secret" BYTEA,
    "signature_header" TEXT,
    "signature_hmac" JSONB,
    "trigger" JSONB,
    "trigger_password_hash" TEXT,
    "trigger_verify_token" BYTEA,
    "log_bodies" "log_bodies" NOT NULL DEFAULT 'ALL',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "removed_application" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "removed_application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "run_uid" (
    "scope" TEXT NOT NULL,
    "uid" TEXT NOT NULL,
    "request_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "run_uid_pkey" PRIMARY KEY ("scope","uid")
);

-- CreateTable
CREATE TABLE "callback" (
    "id" SERIAL NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "process_name" TEXT,
    "secret" BYTEA NOT NULL,
    "previous_secret" BYTEA,
    "previous_secret_until" TIMESTAMPTZ(6),
    "format" "callback_format" NOT NULL DEFAULT 'SLUICE',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_success_at" TIMESTAMPTZ(6),
    "last_failure_at" TIMESTAMPTZ(6),
    "failing_since" TIMESTAMPTZ(6),
    "disabled_at" TIMESTAMPTZ(6),
    "disabled_reason" TEXT,

    CONSTRAINT "callback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "callback_attempt" (
    "id" SERIAL NOT NULL,
    "callback_id" INTEGER NOT NULL,
    "request_id" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "number" INTEGER,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "duration_ms" INTEGER,
    "status" INTEGER,
    "error" TEXT,
    "answer" TEXT,
    "body" TEXT NOT NULL,

    CONSTRAINT "callback_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "kind" TEXT,
    "application_id" INTEGER,
    "user_id" INTEGER,
    "address" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "status" SMALLINT NOT NULL,
    "operation" TEXT,
    "request_id" INTEGER,
    "error" TEXT,
    "code" TEXT,
    "idempotency_key" TEXT,
    "uid" TEXT,
    "duplicate" BOOLEAN NOT NULL,
    "skipped" TEXT,
    "replay_of_id" BIGINT,
    "headers" TEXT,
    "body" TEXT,
    "body_size" INTEGER,
    "is_whole" BOOLEAN NOT NULL,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_request" (
    "delivery_id" BIGINT NOT NULL,
    "request_id" INTEGER NOT NULL,

    CONSTRAINT "delivery_request_pkey" PRIMARY KEY ("delivery_id","request_id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "operation" TEXT NOT NULL,
    "actor_id" INTEGER NOT NULL,
    "impersonator_id" INTEGER,
    "subject_type" TEXT NOT NULL,
    "subject_key" BIGINT,
    "subject_name" TEXT NOT NULL,
    "changes" JSONB NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "secret" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "value" BYTEA NOT NULL,
    "hosts" TEXT[],
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "secret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "file" (
    "request_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "sha256" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "file_pkey" PRIMARY KEY ("request_id","id")
);

-- CreateTable
CREATE TABLE "configuration" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "configuration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "system_operation_user_names" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "engine_user_name" TEXT,
    "idempotency_retention" INTEGER NOT NULL DEFAULT 30,
    "delivery_retention" INTEGER NOT NULL DEFAULT 30,
    "disabled_notifications" "notification_kind"[] DEFAULT ARRAY[]::"notification_kind"[],
    "file_allowed_folders" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "file_allowed_urls" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "file_max_bytes" INTEGER NOT NULL DEFAULT 20000000,
    "outbound_allowed_hosts" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "listener" (
    "id" UUID NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "listener_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_user_name_key" ON "user"("user_name");

-- CreateIndex
CREATE INDEX "user_user_name_beginning_idx" ON "user"("user_name");

-- CreateIndex
CREATE INDEX "user_last_name_id_idx" ON "user"("last_name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_token_token_hash_key" ON "api_token"("token_hash");

-- CreateIndex
CREATE INDEX "api_token_user_id_id_idx" ON "api_token"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_user_id_id_idx" ON "session"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "group_name_key" ON "group"("name");

-- CreateIndex
CREATE INDEX "group_name_beginning_idx" ON "group"("name");

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
CREATE INDEX "request_opened_at_idx" ON "request"("opened_at", "id");

-- CreateIndex
CREATE INDEX "request_process_id_opened_at_id_idx" ON "request"("process_id", "opened_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "case_uuid_key" ON "case"("uuid");

-- CreateIndex
CREATE INDEX "case_creator_id_id_idx" ON "case"("creator_id", "id");

-- CreateIndex
CREATE INDEX "case_personal_number_id_idx" ON "case"("personal_number", "id");

-- CreateIndex
CREATE INDEX "case_email_id_idx" ON "case"("email", "id");

-- CreateIndex
CREATE INDEX "case_company_number_id_idx" ON "case"("company_number", "id");

-- CreateIndex
CREATE INDEX "parameter_set_creator_id_idx" ON "parameter_set"("creator_id");

-- CreateIndex
CREATE INDEX "action_process_id_request_id_number_idx" ON "action"("process_id", "request_id", "number");

-- CreateIndex
CREATE INDEX "request_actor_user_id_request_id_idx" ON "request_actor"("user_id", "request_id");

-- CreateIndex
CREATE INDEX "delegation_delegatee_id_idx" ON "delegation"("delegatee_id");

-- CreateIndex
CREATE INDEX "delegation_process_name_idx" ON "delegation"("process_name");

-- CreateIndex
CREATE INDEX "view_name_id_idx" ON "view"("name", "id");

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

-- CreateIndex
CREATE UNIQUE INDEX "application_name_key" ON "application"("name");

-- CreateIndex
CREATE UNIQUE INDEX "application_token_hash_key" ON "application"("token_hash");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- CreateIndex
CREATE INDEX "run_uid_created_at_idx" ON "run_uid"("created_at");

-- CreateIndex
CREATE INDEX "run_uid_request_id_idx" ON "run_uid"("request_id");

-- CreateIndex
CREATE INDEX "callback_attempt_callback_id_id_idx" ON "callback_attempt"("callback_id", "id");

-- CreateIndex
CREATE INDEX "callback_attempt_request_id_id_idx" ON "callback_attempt"("request_id", "id");

-- CreateIndex
CREATE INDEX "callback_attempt_at_idx" ON "callback_attempt"("at");

-- CreateIndex
CREATE INDEX "delivery_received_at_id_idx" ON "delivery"("received_at", "id");

-- CreateIndex
CREATE INDEX "delivery_application_id_received_at_id_idx" ON "delivery"("application_id", "received_at", "id");

-- CreateIndex
CREATE INDEX "delivery_request_request_id_delivery_id_idx" ON "delivery_request"("request_id", "delivery_id");

-- CreateIndex
CREATE INDEX "audit_entry_at_id_idx" ON "audit_entry"("at", "id");

-- CreateIndex
CREATE INDEX "audit_entry_subject_type_subject_key_at_id_idx" ON "audit_entry"("subject_type", "subject_key", "at", "id");

-- CreateIndex
CREATE INDEX "audit_entry_actor_id_at_id_idx" ON "audit_entry"("actor_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_entry_operation_at_id_idx" ON "audit_entry"("operation", "at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "secret_name_key" ON "secret"("name");

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

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
ALTER TABLE "request" ADD CONSTRAINT "request_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_root_id_fkey" FOREIGN KEY ("root_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "case" ADD CONSTRAINT "case_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "parameter_set" ADD CONSTRAINT "parameter_set_process_name_fkey" FOREIGN KEY ("process_name") REFERENCES "process_name"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "parameter_set" ADD CONSTRAINT "parameter_set_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subprocess" ADD CONSTRAINT "subprocess_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_actor" ADD CONSTRAINT "request_actor_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_actor" ADD CONSTRAINT "request_actor_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment" ADD CONSTRAINT "comment_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment" ADD CONSTRAINT "comment_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_delegator_id_fkey" FOREIGN KEY ("delegator_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_delegatee_id_fkey" FOREIGN KEY ("delegatee_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_process_name_fkey" FOREIGN KEY ("process_name") REFERENCES "process_name"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "view" ADD CONSTRAINT "view_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "favorite" ADD CONSTRAINT "favorite_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "favorite" ADD CONSTRAINT "favorite_process_id_fkey" FOREIGN KEY ("process_id") REFERENCES "process"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "favorite" ADD CONSTRAINT "favorite_view_id_fkey" FOREIGN KEY ("view_id") REFERENCES "view"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_uid" ADD CONSTRAINT "run_uid_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback" ADD CONSTRAINT "callback_process_name_fkey" FOREIGN KEY ("process_name") REFERENCES "process_name"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback_attempt" ADD CONSTRAINT "callback_attempt_callback_id_fkey" FOREIGN KEY ("callback_id") REFERENCES "callback"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback_attempt" ADD CONSTRAINT "callback_attempt_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery_request" ADD CONSTRAINT "delivery_request_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_impersonator_id_fkey" FOREIGN KEY ("impersonator_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "file" ADD CONSTRAINT "file_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
