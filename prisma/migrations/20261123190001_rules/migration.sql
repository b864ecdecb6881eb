-- What schema.prisma cannot express, by table. Each part gives its reason. In release migrations too, such parts are added by hand.

-- Users and groups -----------------------------------------------------------------------------------------------------------------

-- Prisma makes these two without an operator class, but names are searched by their beginning (LIKE 'ann%').
DROP INDEX "user_user_name_beginning_idx";
DROP INDEX "group_name_beginning_idx";
CREATE INDEX "user_user_name_beginning_idx" ON "user"("user_name" text_pattern_ops);
CREATE INDEX "group_name_beginning_idx" ON "group"("name" text_pattern_ops);

-- Requests, actions and histories have no foreign keys to users: they would be checked for each row of each commit, and users are never
-- deleted. This trigger guarantees that.
CREATE FUNCTION "keep_user"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'User % cannot be deleted, since requests and their histories name users: archive them', OLD.user_name USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "user_keep" BEFORE DELETE ON "user" FOR EACH ROW EXECUTE FUNCTION "keep_user"();

-- Delegations ----------------------------------------------------------------------------------------------------------------------

-- The same grant exists once, null being no limit. The grants of a delegator are found by its first column.
CREATE UNIQUE INDEX "delegation_same_key" ON "delegation"("delegator_id", "delegatee_id", COALESCE("process_name", ''), COALESCE("participant", ''),
  COALESCE("from_date", '-infinity'), COALESCE("to_date", 'infinity'));
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_oneself_check" CHECK ("delegator_id" <> "delegatee_id");
-- Only a process has participants.
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_participant_check" CHECK ("participant" IS NULL OR "process_name" IS NOT NULL);
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_days_check" CHECK ("from_date" <= "to_date");

-- Processes ------------------------------------------------------------------------------------------------------------------------

-- One ACTIVE and one TEST version per name.
CREATE UNIQUE INDEX "process_one_active_key" ON "process"("name") WHERE "state" = 'ACTIVE';
CREATE UNIQUE INDEX "process_one_test_key" ON "process"("name") WHERE "state" = 'TEST';

-- The participants of which everyone is a member: few, and needed by each list of requests.
CREATE INDEX "participant_everyone_idx" ON "participant"("process_id", "name") WHERE "everyone";

-- Requests have no foreign key to their process: it would be checked for each row of each commit, although the same statement locks the row
-- of the process. This trigger keeps a process with requests. It runs once the row is locked, so it sees the requests of all commits that
-- locked it before.
CREATE FUNCTION "keep_process"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "request" WHERE process_id = OLD.id) THEN
    RAISE EXCEPTION 'Process % version % cannot be deleted, since it has requests: archive it', OLD.name, OLD.version USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END
$$;
CREATE TRIGGER "process_keep" BEFORE DELETE ON "process" FOR EACH ROW EXECUTE FUNCTION "keep_process"();

-- Requests -------------------------------------------------------------------------------------------------------------------------

-- A closed request has an outcome and a time; an open one has neither.
ALTER TABLE "request" ADD CONSTRAINT "request_closed_check"
  CHECK (("status" = 'CLOSED') = ("sub_status" IS NOT NULL) AND ("status" = 'CLOSED') = ("closed_at" IS NOT NULL));
ALTER TABLE "request" ADD CONSTRAINT "request_parent_check"
  CHECK (("parent_id" IS NULL) = ("parent_action" IS NULL) AND ("parent_id" IS NULL) = ("parent_index" IS NULL));

-- Lists of requests: by their end (open ones last), and the open ones, of which there are few.
CREATE INDEX "request_closed_at_idx" ON "request"((COALESCE("closed_at", 'infinity')), "id");
CREATE INDEX "request_open_idx" ON "request"("id") WHERE "status" = 'OPEN';
CREATE INDEX "request_process_closed_at_idx" ON "request"("process_id", (COALESCE("closed_at", 'infinity')), "id");
CREATE INDEX "request_process_open_idx" ON "request"("process_id", "id") WHERE "status" = 'OPEN';

-- Most requests have no parent and no case. An action starts each item of a sub-process once.
CREATE UNIQUE INDEX "request_parent_key" ON "request"("parent_id", "parent_action", "parent_index") WHERE "parent_id" IS NOT NULL;
CREATE INDEX "request_parent_idx" ON "request"("parent_id", "id") WHERE "parent_id" IS NOT NULL;
CREATE INDEX "request_case_id_idx" ON "request"("case_id", "id") WHERE "case_id" IS NOT NULL;

-- The family of a request that is deleted, its foreign key, and its open requests, which cancelRequestFamily ends together.
CREATE INDEX "request_root_idx" ON "request"("root_id", "id") WHERE "root_id" IS NOT NULL;
CREATE INDEX "request_family_open_idx" ON "request"("root_id", "id") WHERE "root_id" IS NOT NULL AND "status" = 'OPEN';

-- The test requests of a process, which are deleted together.
CREATE INDEX "request_test_idx" ON "request"("process_id", "id") WHERE "is_test";

-- Actions --------------------------------------------------------------------------------------------------------------------------

ALTER TABLE "action" ADD CONSTRAINT "action_closed_check"
  CHECK (("status" = 'CLOSED') = ("sub_status" IS NOT NULL) AND ("status" = 'CLOSED') = ("closed_at" IS NOT NULL));
ALTER TABLE "action" ADD CONSTRAINT "action_number_check" CHECK ("number" >= 1);

-- The open actions of a user, of a participant (its members can see the request), those that its members can take, and all of them.
CREATE INDEX "action_open_assignee_idx" ON "action"("assignee_id", "request_id", "number") WHERE "status" <> 'CLOSED';
CREATE INDEX "action_open_participant_idx" ON "action"("process_id", "participant", "request_id", "number") WHERE "status" <> 'CLOSED';
CREATE INDEX "action_open_free_idx" ON "action"("process_id", "participant", "request_id", "number")
  WHERE "status" <> 'CLOSED' AND "assignee_id" IS NULL AND "self_service";
CREATE INDEX "action_open_idx" ON "action"("request_id", "number") WHERE "status" <> 'CLOSED';
-- All actions of a user; automatic ones have no assignee.
CREATE INDEX "action_assignee_idx" ON "action"("assignee_id", "request_id", "number") WHERE "assignee_id" IS NOT NULL;

-- Planner hints: how many values PostgreSQL expects, from the next ANALYZE on. For a process or a user that it does not know when it plans, it
-- expects the average: where one process has nearly all requests, it would look for the ten of another among all. A user has fewer requests
-- and actions than a process.
ALTER TABLE "request" ALTER COLUMN "process_id" SET (n_distinct = 10000);
ALTER TABLE "request" ALTER COLUMN "requester_id" SET (n_distinct = 100000);
ALTER TABLE "action" ALTER COLUMN "process_id" SET (n_distinct = 10000);
ALTER TABLE "action" ALTER COLUMN "assignee_id" SET (n_distinct = 100000);

-- Comments, files, favorites -------------------------------------------------------------------------------------------------------

-- In characters, as users count them.
ALTER TABLE "comment" ADD CONSTRAINT "comment_message_check" CHECK (char_length("message") BETWEEN 1 AND 10000);
ALTER TABLE "comment" ADD CONSTRAINT "comment_number_check" CHECK ("number" >= 1);

-- Neither compressed nor in line: a part of a file is read without what precedes it.
ALTER TABLE "file" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
ALTER TABLE "file" ADD CONSTRAINT "file_size_check" CHECK ("size" = octet_length("bytes"));

ALTER TABLE "favorite" ADD CONSTRAINT "favorite_item_check" CHECK (num_nonnulls("process_id", "view_id") = 1);

-- Hooks and callbacks --------------------------------------------------------------------------------------------------------------

ALTER TABLE "application" ADD CONSTRAINT "application_signature_check" CHECK (("signature_scheme" IS NULL) = ("signature_secret" IS NULL));
ALTER TABLE "application" ADD CONSTRAINT "application_trigger_check"
  CHECK (("kind"::text = 'TRIGGER') = ("trigger" IS NOT NULL) AND ("trigger_password_hash" IS NULL OR "trigger" IS NOT NULL));

ALTER TABLE "callback"
    ADD CONSTRAINT "callback_events_check" CHECK ("events" IS NOT NULL AND "events" <> '{}'
        AND "events" <@ ARRAY['request.completed', 'request.cancelled', 'request.failed', 'request.awaiting']),
    ADD CONSTRAINT "callback_disabled_check" CHECK (("disabled_at" IS NULL) = ("disabled_reason" IS NULL) AND NOT ("active" AND "disabled_at" IS NOT NULL));

-- The log of deliveries by request (some calls touch none), and the refused calls and error answers, which are few.
CREATE INDEX "delivery_request_id_idx" ON "delivery"("request_id", "received_at", "id") WHERE "request_id" IS NOT NULL;
CREATE INDEX "delivery_error_idx" ON "delivery"("received_at", "id") WHERE "error" IS NOT NULL OR "status" >= 400;

-- Subscribers register again after a crash, so the table needs no write-ahead log.
ALTER TABLE "listener" SET UNLOGGED;

-- Settings -------------------------------------------------------------------------------------------------------------------------

ALTER TABLE "settings" ADD CONSTRAINT "settings_one_row_check" CHECK ("id" = 1);
INSERT INTO "settings" DEFAULT VALUES;

-- Names that look alike ------------------------------------------------------------------------------------------------------------

-- What two names that look alike have in common: one form of Unicode, one case, no invisible characters. Upper case, since that makes SS of ß;
-- by ICU where this server has it, since without it the collation C knows only ASCII. A database of another encoding than UTF8 has no normalize.
DO $migration$
DECLARE
  body text := 'upper("name")';
BEGIN
  IF getdatabaseencoding() = 'UTF8' THEN
    body := format(
      $body$normalize(upper(regexp_replace(
        normalize("name", NFKC),
        '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]',
        '', 'g'
      ) COLLATE %s), NFKC)$body$,
      COALESCE((SELECT 'pg_catalog."und-x-icu"' FROM pg_collation WHERE collname = 'und-x-icu' LIMIT 1), 'pg_catalog."default"')
    );
  END IF;
  EXECUTE format(
    'CREATE FUNCTION "name_key"("name" text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L', format('SELECT %s COLLATE pg_catalog."C"', body)
  );
END
$migration$;

-- No two names that look alike, so that nobody can imitate another user, group, folder, process or hook.
CREATE UNIQUE INDEX "user_name_key_idx" ON "user"("name_key"("user_name"));
CREATE UNIQUE INDEX "group_name_key_idx" ON "group"("name_key"("name"));
CREATE UNIQUE INDEX "folder_name_key_idx" ON "folder"("name_key"("name"));
CREATE UNIQUE INDEX "process_name_name_key_idx" ON "process_name"("name_key"("name"));
CREATE UNIQUE INDEX "application_name_key_idx" ON "application"("name_key"("name"));

-- Search ---------------------------------------------------------------------------------------------------------------------------

-- What a search finds of a request: the texts of its data as a list in JSON, in upper case by ICU where this server has it, cut off after 4,000 characters,
-- so that no call pays for indexing more. It names only functions of PostgreSQL itself: maintenance runs with another search_path.
DO $migration$
BEGIN
  EXECUTE format(
    'CREATE FUNCTION "request_text"("data" jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
    format(
      $body$SELECT upper(left(jsonb_path_query_array("data", '$.* ? (@.type() == "string")')::text, 4000) COLLATE %s) COLLATE pg_catalog."C"$body$,
      COALESCE((SELECT 'pg_catalog."und-x-icu"' FROM pg_collation WHERE collname = 'und-x-icu' AND getdatabaseencoding() <> 'SQL_ASCII' LIMIT 1), 'pg_catalog."default"')
    )
  );
END
$migration$;

-- Indexes for any part of a text, where the database has pg_trgm or lets this role create it. Without them a search reads all rows, and docs/operate.md
-- says how to add them. That also applies to a large table of requests: nothing could be written to it while its index is built here.
DO $migration$
DECLARE
  operators text;
BEGIN
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'Searching reads all rows, because pg_trgm cannot be created: %', SQLERRM;
    RETURN;
  END;
  SELECT format('%I.gin_trgm_ops', n.nspname) INTO operators FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  EXECUTE format('CREATE INDEX "user_name_text_idx" ON "user" USING gin (name_key("first_name" || '' '' || "last_name" || '' '' || "user_name") %s)', operators);
  EXECUTE format('CREATE INDEX "user_email_text_idx" ON "user" USING gin (name_key("email") %s)', operators);
  IF (SELECT reltuples FROM pg_class WHERE oid = '"request"'::regclass) < 50000 THEN
    EXECUTE format('CREATE INDEX "request_text_idx" ON "request" USING gin (request_text("data") %s)', operators);
  END IF;
END
$migration$;

-- What servers keep in memory ------------------------------------------------------------------------------------------------------

-- One row, whose number each transaction increments that changes what servers keep in memory of the configuration.
ALTER TABLE "configuration" ADD CONSTRAINT "configuration_id_check" CHECK ("id" = 1);
INSERT INTO "configuration" DEFAULT VALUES;

-- Once per transaction, however many rows it changes: a setting that ends with the transaction remembers it.
CREATE FUNCTION "count_configuration_change"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  own text := pg_current_xact_id()::text;
BEGIN
  IF current_setting('sluice.configuration_counted_by', true) IS DISTINCT FROM own THEN
    PERFORM set_config('sluice.configuration_counted_by', own, true);
    UPDATE "configuration" SET "revision" = "revision" + 1;
  END IF;
  RETURN NULL;
END
$$;

-- At the end of the transaction: its lock on the one row is its last one, so that no two transactions wait for each other. Columns like
-- last_used_at are not kept in memory, and a new session is in nobody's memory yet.
DO $$
DECLARE
  place record;
BEGIN
  FOR place IN SELECT * FROM (VALUES
    ('user', 'INSERT OR DELETE OR UPDATE'),
    ('group', 'INSERT OR DELETE OR UPDATE'),
    ('group_member', 'INSERT OR DELETE OR UPDATE'),
    ('folder_manager_user', 'INSERT OR DELETE OR UPDATE'),
    ('folder_manager_group', 'INSERT OR DELETE OR UPDATE'),
    ('delegation', 'INSERT OR DELETE OR UPDATE'),
    ('settings', 'INSERT OR DELETE OR UPDATE'),
    ('application', 'INSERT OR DELETE OR UPDATE'),
    ('process', 'INSERT OR DELETE OR UPDATE'),
    ('process_name', 'INSERT OR DELETE OR UPDATE'),
    ('api_token', 'INSERT OR DELETE OR UPDATE OF "user_id", "token_hash", "scopes", "expires_at", "revoked_at"'),
    ('callback', 'INSERT OR DELETE OR UPDATE OF "events", "process_name", "active"'),
    ('session', 'DELETE OR UPDATE')
  ) t("table", "events") LOOP
    EXECUTE format(
      'CREATE CONSTRAINT TRIGGER "configuration_change" AFTER %s ON %I
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "count_configuration_change"()',
      place."events", place."table"
    );
  END LOOP;
END
$$;
