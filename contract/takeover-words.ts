export const takeoverStates = { waiting: '待处理', approved: '已同意', refused: '未同意' } as const
export type TakeoverState = keyof typeof takeoverStates
/** What must be uploaded. */
export const takeoverSlots = { licence: '营业执照', letter: '盖章的授权函' } as const
export type TakeoverSlot = keyof typeof takeoverSlots
