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

-- CreateIndex
CREATE INDEX "delegation_delegatee_id_idx" ON "delegation"("delegatee_id");

-- CreateIndex
CREATE INDEX "delegation_process_name_idx" ON "delegation"("process_name");

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_delegator_id_fkey" FOREIGN KEY ("delegator_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_delegatee_id_fkey" FOREIGN KEY ("delegatee_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_process_name_fkey" FOREIGN KEY ("process_name") REFERENCES "process_name"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what schema.prisma cannot say.

-- The same grant is given once; and what one gave is found by him.
CREATE UNIQUE INDEX "delegation_same_key" ON "delegation"("delegator_id", "delegatee_id", COALESCE("process_name", ''), COALESCE("participant", ''),
  COALESCE("from_date", '-infinity'), COALESCE("to_date", 'infinity'));

ALTER TABLE "delegation" ADD CONSTRAINT "delegation_oneself_check" CHECK ("delegator_id" <> "delegatee_id");
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_participant_check" CHECK ("participant" IS NULL OR "process_name" IS NOT NULL);
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_days_check" CHECK ("from_date" <= "to_date");
