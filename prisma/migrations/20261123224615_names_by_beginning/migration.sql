-- CreateIndex
CREATE INDEX "group_name_beginning_idx" ON "group"("name" text_pattern_ops);

-- CreateIndex
CREATE INDEX "user_user_name_beginning_idx" ON "user"("user_name" text_pattern_ops);
