-- Checked for each row of each commit, although the parent of the first two is written or locked by the same statement, and users are never deleted.
ALTER TABLE "action" DROP CONSTRAINT "action_request_id_fkey";
ALTER TABLE "history" DROP CONSTRAINT "history_actor_id_fkey";
ALTER TABLE "history" DROP CONSTRAINT "history_impersonator_id_fkey";
ALTER TABLE "history" DROP CONSTRAINT "history_on_behalf_of_id_fkey";
ALTER TABLE "history" DROP CONSTRAINT "history_request_id_fkey";
ALTER TABLE "request" DROP CONSTRAINT "request_requester_id_fkey";

-- What the foreign keys to users held, at the other end.
CREATE FUNCTION "keep_user"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'User % cannot be deleted, since requests and their histories name users: archive them', OLD.user_name USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "user_keep" BEFORE DELETE ON "user" FOR EACH ROW EXECUTE FUNCTION "keep_user"();
