import { nodes } from './tools/registry.mjs';

/** The rows of the node types, found by their names. */
const rows = nodes
  .filter(({ file }) => file)
  .flatMap(({ name, file, hasList }) => [[name, `${file}#${name}Row`], ...(hasList ? [[`${name}Connection`, `${file}#${name}Rows`]] : [])]);

const config = {
  schema: 'schema.graphql',
  generates: {
    'src/generated/graphql.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../context#Context',
        // What the parents of fields are: the rows that src/modules load.
        mappers: {
          ...Object.fromEntries(rows),
          HistoryEntry: '../modules/request/read/history#HistoryRow',
          HistoryEntryConnection: '../modules/request/read/history#HistoryRows',
          DataValue: '../modules/request/read/dataValues#DataValueRow',
          SearchResult: '../modules/findConnection#SearchTerm',
          RequestCount: '../modules/request/countRequests#RequestCountRow',
          Settings: '../resolvers/settings#SettingsRow',
          FileValue: '../modules/request/read/file#FileValueRow',
          Trigger: '../modules/application/application#TriggerRow',
          CallSample: '../modules/delivery/findSamples#SampleRow',
        },
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          ID: 'string',
          DateTime: { input: 'Date', output: 'Date | string' },
          Date: { input: 'Date', output: 'string' },
          Base64: { input: '../modules/file/fileContent#FileContent', output: 'never' },
          Upload: { input: '../modules/file/fileContent#UploadedFile', output: 'never' },
          JSON: { input: 'unknown', output: 'unknown' },
        },
      },
    },
    // The example of a client: what front-end teams generate from their own operations.
    'docs/client/operations.ts': {
      documents: 'docs/client/documents.ts',
      plugins: ['typescript-operations'],
      config: { scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown' }, enumsAsTypes: true, skipTypename: true },
    },
  },
};

export default config;
