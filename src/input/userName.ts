/** What a user can be called: 1 to 64 characters without a colon, control characters, or white space at the ends, one of them visible. */
export const userNamePattern = /^(?! )(?=.*[^\s\p{Default_Ignorable_Code_Point}])[^:\p{Cc}]{1,64}(?<! )$/u;
