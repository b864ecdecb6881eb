/** SECRET_KEY of the servers of tests. */
export const secretKey = 'the key of the tests, and of nothing else';
