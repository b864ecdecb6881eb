/** The header that counts the calls through this server which led to one another, on what it sends and on what it is sent. */
export const hopsHeader = 'sluice-hops';
