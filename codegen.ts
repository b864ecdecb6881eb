import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'src/generated/graphql.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../context#Context',
        // What the parents of fields are: the rows that src/modules load.
        mappers: {
          Request: '../modules/request/requestRow#RequestRow',
          RequestConnection: '../modules/request/requestRow#RequestRows',
          HistoryEntry: '../modules/request/historyRow#HistoryRow',
          HistoryEntryConnection: '../modules/request/historyRow#HistoryRows',
          Action: '../modules/action/actionRow#ActionRow',
          ActionConnection: '../modules/action/actionRow#ActionRows',
          Comment: '../modules/comment/commentRow#CommentRow',
          CommentConnection: '../modules/comment/commentRow#CommentRows',
          Favorite: '../modules/favorite/favoriteRow#FavoriteRow',
          FavoriteConnection: '../modules/favorite/favoriteRow#FavoriteRows',
          View: '../modules/view/viewRow#ViewRow',
          ViewConnection: '../modules/view/viewRow#ViewRows',
          Case: '../modules/case/caseRow#CaseRow',
          CaseConnection: '../modules/case/caseRow#CaseRows',
          Process: '../modules/process/processRow#ProcessRow',
          ProcessConnection: '../modules/process/processRow#ProcessRows',
          Folder: '../modules/process/folderRow#FolderRow',
          FolderConnection: '../modules/process/folderRow#FolderRows',
          User: '../modules/user/userRow#UserRow',
          UserConnection: '../modules/user/userRow#UserRows',
          Group: '../modules/user/groupRow#GroupRow',
          GroupConnection: '../modules/user/groupRow#GroupRows',
          Delegation: '../modules/delegation/delegationRow#DelegationRow',
          DelegationConnection: '../modules/delegation/delegationRow#DelegationRows',
          ApiToken: '../modules/apiToken/apiTokenRow#ApiTokenRow',
          ApiTokenConnection: '../modules/apiToken/apiTokenRow#ApiTokenRows',
          FileValue: '../modules/file/fileValueRow#FileValueRow',
          Application: '../modules/application/applicationRow#ApplicationRow',
          ApplicationConnection: '../modules/application/applicationRow#ApplicationRows',
          Job: '../modules/job/jobRow#JobRow',
          JobConnection: '../modules/job/jobRow#JobRows',
          Callback: '../modules/callback/callbackRow#CallbackRow',
          CallbackConnection: '../modules/callback/callbackRow#CallbackRows',
          CallbackAttempt: '../modules/callback/attemptRow#AttemptRow',
          CallbackAttemptConnection: '../modules/callback/attemptRow#AttemptRows',
          Secret: '../modules/secret/secretRow#SecretRow',
          SecretConnection: '../modules/secret/secretRow#SecretRows',
          AuditEntry: '../modules/audit/auditEntryRow#AuditEntryRow',
          AuditEntryConnection: '../modules/audit/auditEntryRow#AuditEntryRows',
        },
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          ID: 'string',
          DateTime: { input: 'Date', output: 'Date | string' },
          Date: { input: 'Date', output: 'string' },
          Base64: { input: '../modules/file/decodeContent#FileContent', output: 'never' },
          Upload: { input: '../modules/file/uploadedFile#UploadedFile', output: 'never' },
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
