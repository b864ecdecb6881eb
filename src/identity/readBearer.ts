/** The token of an `Authorization: Bearer` header; null for no or another header. */
export function readBearer(authorization: string | undefined): string | null {
  return /^Bearer +([\w~+/.-]+=*)$/i.exec(authorization ?? '')?.[1] ?? null;
}
