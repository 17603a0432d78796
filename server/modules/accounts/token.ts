import { createHash } from 'node:crypto'

export const cookieName = 'huiji'

/** Tokens are stored and looked up by their hash only. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')
