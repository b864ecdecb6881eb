-- AlterTable
ALTER TABLE "request" ADD COLUMN     "last_comment_number" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "comment" (
    "request_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "message" TEXT,
    "author_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "comment_pkey" PRIMARY KEY ("request_id","number")
);

-- AddForeignKey
ALTER TABLE "comment" ADD CONSTRAINT "comment_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment" ADD CONSTRAINT "comment_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what schema.prisma cannot say.

-- In characters, as people count them.
ALTER TABLE "comment" ADD CONSTRAINT "comment_message_check" CHECK (char_length("message") BETWEEN 1 AND 10000);
ALTER TABLE "comment" ADD CONSTRAINT "comment_number_check" CHECK ("number" >= 1);
