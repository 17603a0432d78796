/** How far a member is with an account that the association hands out. */
export const letterStates = { none: '未发放', waiting: '已发放，未激活', expired: '激活码已过期', active: '已有账号' } as const
export type LetterState = keyof typeof letterStates
