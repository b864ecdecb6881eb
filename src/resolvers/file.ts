import type { Resolvers } from '../generated/graphql';
import { toFileKey, loadContent } from '../modules/request/read/file';
import { toFileLink } from '../modules/request/fileLink';

export const fileResolvers: Resolvers = {
  FileValue: {
    name: ({ file }) => file.name,
    contentType: ({ file }) => file.contentType,
    size: ({ file }) => file.size,
    updatedAt: ({ file }) => file.updatedAt,
    description: ({ file }) => file.description ?? null,
    sha256: ({ file }) => file.sha256,
    url: ({ requestId, file }, _, context) => `${context.publicUrl}/files/${toFileKey({ requestId, id: file.id })}`,
    signedUrl({ requestId, file }, { expiresIn }, context) {
      const key = toFileKey({ requestId, id: file.id });
      return `${context.publicUrl}/files/${key}?${toFileLink(context.fileLinks, key, expiresIn, context.clock.now())}`;
    },
    content: (row, _, context) => loadContent(context, row),
  },
};
