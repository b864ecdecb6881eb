# Builds with everything, then keeps what running needs.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json prisma.config.ts codegen.mjs schema.graphql ./
COPY prisma prisma
COPY tools tools
RUN npm ci --ignore-scripts
# Code is generated for the examples of docs, too.
COPY docs/client/documents.ts docs/client/
COPY src src
RUN npm run generate && npm run build && node tools/prune.mjs

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data LOG_FORMAT=json
COPY --from=build /app/package.json /app/schema.graphql ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/prisma/migrations prisma/migrations
COPY --from=build /app/tools/check-health.mjs tools/
COPY --from=build /app/dist dist
# Without DATABASE_URL, the embedded PostgreSQL keeps its data here.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "tools/check-health.mjs"]
# Not through npm, which would be one more process between the container's signals and the server.
CMD ["node", "--enable-source-maps", "dist/main.js"]
