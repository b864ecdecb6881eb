-- One row, whose number is counted up by each transaction that changes what servers keep in memory of the configuration.
CREATE TABLE "configuration" (
  "id" INTEGER NOT NULL DEFAULT 1,
  "revision" BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT "configuration_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "configuration_id_check" CHECK ("id" = 1)
);
INSERT INTO "configuration" DEFAULT VALUES;

-- Once a transaction, however many rows it changes: it remembers by a setting that ends with it.
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

-- At the end of the transaction: its lock on the one row is its last one, so that no two wait for each other.
DO $$
DECLARE
  place record;
BEGIN
  FOR place IN SELECT * FROM (VALUES
    ('user', ''), ('group', ''), ('group_member', ''), ('folder_manager_user', ''), ('folder_manager_group', ''), ('delegation', ''),
    ('settings', ''), ('application', ''), ('process', ''), ('process_name', ''),
    ('api_token', 'OF "user_id", "token_hash", "scopes", "expires_at", "revoked_at"'),
    ('callback', 'OF "events", "process_name", "active"')
  ) t("table", "columns") LOOP
    EXECUTE format(
      'CREATE CONSTRAINT TRIGGER "configuration_change" AFTER INSERT OR DELETE OR UPDATE %s ON %I
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "count_configuration_change"()',
      place."columns", place."table"
    );
  END LOOP;
END
$$;
