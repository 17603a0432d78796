/** What became of a message, in words. */
export const messageStates = {
  queued: '等待发送',
  sent: '已发送',
  delivered: '已送达',
  bounced: '未送达',
  failed: '发送失败',
  skipped: '未发送',
} as const
export type MessageState = keyof typeof messageStates
