-- CreateTable
CREATE TABLE "secret" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "value" BYTEA NOT NULL,
    "hosts" TEXT[],
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "secret_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "secret_name_key" ON "secret"("name");
