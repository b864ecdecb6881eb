import { defineConfig } from 'prisma/config';

// eslint-disable-next-line import-x/no-default-export -- the form that Prisma's CLI reads
export default defineConfig({ schema: 'prisma/schema.prisma' });
