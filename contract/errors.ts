/**
 * The closed list of refusals. `status` is HTTP, `message` is what a person reads when the verb has
 * nothing more precise to say. Anything not on this list is a defect and shows nothing of itself.
 */
export const errorList = {
  'input-invalid': { status: 400, message: '填写的内容有误，请按提示修改' },
  'not-signed-in': { status: 401, message: '请先登录' },
  'wrong-credentials': { status: 401, message: '账号或密码不正确' },
  /** Several members have this name. */
  'name-not-unique': { status: 409, message: '有不止一位会员用这个名称，请改用会员号登录' },
  'challenge-failed': { status: 400, message: '图形验证码不正确或已过期，请重新输入' },
  'code-wrong': { status: 400, message: '短信验证码不正确或已过期，请核对后重试' },
  'not-allowed': { status: 403, message: '您没有进行这项操作的权限' },
  'cross-site': { status: 403, message: '请求来源不可信，请从本站页面操作' },
  'not-found': { status: 404, message: '没有找到您要的内容，它可能已被删除或您无权查看' },
  conflict: { status: 409, message: '内容刚刚被他人更新，请刷新后再操作' },
  'draft-conflict': { status: 409, message: '另一台设备刚刚修改了同一项内容，请选择保留哪一份' },
  'already-done': { status: 409, message: '这项操作已经完成，无需重复' },
  'duplicate-member': { status: 409, message: '该统一社会信用代码已是会员，请使用“首次登录”或联系协会' },
  'not-ready': { status: 409, message: '还有未完成的内容，暂不能进行这一步' },
  'too-large': { status: 413, message: '文件太大，请压缩后再上传' },
  'wrong-file': { status: 415, message: '文件内容与要求的类型不符，请上传 PDF 或图片' },
  'locked-out': { status: 429, message: '密码错误次数过多，账号已暂时锁定，请稍后再试或找回密码' },
  'too-many': { status: 429, message: '操作太频繁，请稍后再试' },
  unexpected: { status: 500, message: '系统出错了，我们已记录。请稍后重试' },
  unavailable: { status: 503, message: '服务正在启动或维护，请稍后再试' },
} as const

export type ErrorCode = keyof typeof errorList

/** One wrong place in what was sent: `path` as in `contacts.0.mobile`. */
export interface Problem {
  path: string
  label?: string
  message: string
}

/** The body of every refusal. */
export interface ErrorBody {
  code: ErrorCode
  message: string
  problems?: Problem[]
  /** What the screen needs to help: who decided, until when it is locked, the other text of a draft. */
  detail?: Record<string, unknown>
  /** Shown to the person so that support can find the log line. */
  requestId?: string
}
