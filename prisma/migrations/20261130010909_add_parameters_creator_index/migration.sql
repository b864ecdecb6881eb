-- CreateIndex
CREATE INDEX "parameter_set_creator_id_idx" ON "parameter_set"("creator_id");
