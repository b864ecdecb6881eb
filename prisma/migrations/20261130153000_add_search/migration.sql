-- What a search finds of a request: the texts of its data as a list in JSON, in upper case by ICU where this server has it, cut off after 4,000 characters,
-- so that no call pays for indexing more. It names only functions of PostgreSQL itself: maintenance runs with another search_path.
DO $migration$
BEGIN
  EXECUTE format(
    'CREATE FUNCTION "request_text"("data" jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
    format(
      $body$SELECT upper(left(jsonb_path_query_array("data", '$.* ? (@.type() == "string")')::text, 4000) COLLATE %s) COLLATE pg_catalog."C"$body$,
      COALESCE((SELECT 'pg_catalog."und-x-icu"' FROM pg_collation WHERE collname = 'und-x-icu' LIMIT 1), 'pg_catalog."default"')
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
