-- AlterTable
ALTER TABLE "request" ADD COLUMN     "depth" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "descendants" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "family_ended_at" TIMESTAMPTZ(6),
ADD COLUMN     "hops" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "root_id" INTEGER;

-- AlterTable
ALTER TABLE "subprocess" ADD COLUMN     "driver" BIGINT,
ADD COLUMN     "wakes" INTEGER NOT NULL DEFAULT 0;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_root_id_fkey" FOREIGN KEY ("root_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The requests that are there: those that others started are found again, level by level.
WITH RECURSIVE family AS (
  SELECT id, id AS root_id, 1 AS depth FROM request WHERE parent_id IS NULL AND EXISTS (SELECT FROM request child WHERE child.parent_id = request.id)
  UNION ALL
  SELECT r.id, f.root_id, f.depth + 1 FROM family f JOIN request r ON r.parent_id = f.id
), placed AS (
  UPDATE request r SET root_id = CASE WHEN f.depth > 1 THEN f.root_id END, depth = f.depth,
    descendants = CASE WHEN f.depth = 1 THEN (SELECT count(*) - 1 FROM family g WHERE g.root_id = f.id) ELSE 0 END
  FROM family f WHERE r.id = f.id
)
SELECT;

-- The open requests of a family, which an administrator ends together.
CREATE INDEX "request_family_open_idx" ON "request"("root_id", "id") WHERE "root_id" IS NOT NULL AND "status" = 'OPEN';
