import { entering } from '../kit/walk.ts'

export const doors = {
  个人登录: { tab: '个人登录', label: '身份证号' },
  企业登录: { tab: '企业登录', label: '企业名称' },
} as const

/** GSJL-03: somebody at `device` who signed in under a tab. Staff type their mobile. */
export const enter = entering(doors)
