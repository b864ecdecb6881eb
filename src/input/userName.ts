/** What a user can be called: 1 to 64 characters without a colon, control characters, or white space at the ends. */
export const userNamePattern = /^(?! )[^:\p{Cc}]{1,64}(?<! )$/u;
