-- CreateIndex
CREATE INDEX "user_last_name_id_idx" ON "user"("last_name", "id");

-- CreateIndex
CREATE INDEX "view_name_id_idx" ON "view"("name", "id");
