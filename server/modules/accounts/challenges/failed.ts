import type { Context } from '../../../kernel/context.ts'
import { Refusal } from '../../../kernel/errors.ts'

/** In the words of the check this association has. */
export function challengeFailed(ctx: Context): Refusal {
  const sentences = {
    picture: '图形验证码不正确或已过期，请重新输入',
    slider: '滑块没有对准或已过期，请再拖动一次',
    work: '安全验证没有通过或已过期，请重试',
  }
  return new Refusal('challenge-failed', sentences[ctx.association.settings.login.humanCheck])
}
