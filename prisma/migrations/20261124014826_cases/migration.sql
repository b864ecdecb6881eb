-- AlterTable
ALTER TABLE "request" ADD COLUMN     "case_id" INTEGER;

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

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "case" ADD CONSTRAINT "case_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "parameter_set" ADD CONSTRAINT "parameter_set_process_name_fkey" FOREIGN KEY ("process_name") REFERENCES "process_name"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "parameter_set" ADD CONSTRAINT "parameter_set_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: most requests are nobody's case.
CREATE INDEX "request_case_id_idx" ON "request"("case_id", "id") WHERE "case_id" IS NOT NULL;
