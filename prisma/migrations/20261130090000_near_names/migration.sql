-- What two names have in common that look alike: one form of Unicode, one case, no characters that cannot be seen. Upper case, since that makes SS of ß;
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

-- Names are looked up in NFC from now on. Where several have the same, all of them stay as they are.
DO $migration$
DECLARE
  place record;
BEGIN
  IF getdatabaseencoding() <> 'UTF8' THEN
    RETURN;
  END IF;
  FOR place IN SELECT * FROM (VALUES ('user', 'user_name'), ('group', 'name'), ('folder', 'name'), ('process_name', 'name'), ('application', 'name')) t("table", "column") LOOP
    EXECUTE format(
      'UPDATE %2$I t SET %1$I = normalize(%1$I, NFC)
       WHERE %1$I IS NOT NFC NORMALIZED AND NOT EXISTS (SELECT FROM %2$I o WHERE normalize(o.%1$I, NFC) = normalize(t.%1$I, NFC) AND o.%1$I <> t.%1$I)',
      place."column", place."table"
    );
  END LOOP;
  UPDATE "application" SET "impersonate_user_name" = normalize("impersonate_user_name", NFC) WHERE "impersonate_user_name" IS NOT NFC NORMALIZED;
  UPDATE "application" SET "trigger" = jsonb_set("trigger", '{processName}', to_jsonb(normalize("trigger" ->> 'processName', NFC)))
    WHERE "trigger" ->> 'processName' IS NOT NFC NORMALIZED;
  UPDATE "settings" SET "engine_user_name" = normalize("engine_user_name", NFC),
    "system_operation_user_names" = ARRAY(SELECT normalize(one, NFC) FROM unnest("system_operation_user_names") one);
END
$migration$;

-- No two that look alike. Those that do already stay, and only they: all but the first are left out of the index by name.
DO $migration$
DECLARE
  place record;
  alike text[];
BEGIN
  FOR place IN SELECT * FROM (VALUES ('user', 'user_name'), ('group', 'name'), ('folder', 'name'), ('process_name', 'name'), ('application', 'name')) t("table", "column") LOOP
    EXECUTE format(
      'SELECT array_agg(%1$I ORDER BY %1$I) FROM %2$I t WHERE EXISTS (SELECT FROM %2$I o WHERE name_key(o.%1$I) = name_key(t.%1$I) AND o.%1$I < t.%1$I)',
      place."column", place."table"
    ) INTO alike;
    EXECUTE format(
      'CREATE UNIQUE INDEX %I ON %I (name_key(%I)) %s',
      place."table" || '_name_key_idx', place."table", place."column",
      CASE WHEN alike IS NOT NULL THEN format('WHERE %I <> ALL (%L::text[])', place."column", alike) END
    );
  END LOOP;
END
$migration$;
