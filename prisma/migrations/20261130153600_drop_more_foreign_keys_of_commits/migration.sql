-- Checked for each row of each commit, although the same statement locks the row of the process, and users are never deleted.
ALTER TABLE "action" DROP CONSTRAINT "action_assignee_id_fkey";
ALTER TABLE "request" DROP CONSTRAINT "request_process_id_fkey";

-- What the second one held, at the other end. It runs once the row is locked, so it sees the requests of all commits that locked it before.
CREATE FUNCTION "keep_process"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "request" WHERE process_id = OLD.id) THEN
    RAISE EXCEPTION 'Process % version % cannot be deleted, since it has requests: archive it', OLD.name, OLD.version USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END
$$;
CREATE TRIGGER "process_keep" BEFORE DELETE ON "process" FOR EACH ROW EXECUTE FUNCTION "keep_process"();
