-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "file_allowed_folders" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "file_allowed_urls" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "file_max_bytes" INTEGER NOT NULL DEFAULT 20000000;

-- CreateTable
CREATE TABLE "file" (
    "request_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "sha256" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "file_pkey" PRIMARY KEY ("request_id","id")
);

-- AddForeignKey
ALTER TABLE "file" ADD CONSTRAINT "file_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what schema.prisma cannot say.

-- Neither compressed nor in line: a slice is read without what stands before it.
ALTER TABLE "file" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
ALTER TABLE "file" ADD CONSTRAINT "file_size_check" CHECK ("size" = octet_length("bytes"));
