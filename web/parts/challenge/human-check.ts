import { computed } from 'vue'
import { useSession } from '../../api/index.ts'

const words = {
  picture: { label: '图形验证码', missing: '请填写图形验证码', first: '请先填写图形验证码' },
  slider: { label: '安全验证', missing: '请拖动滑块完成安全验证', first: '请先拖动滑块完成安全验证' },
  work: { label: '安全验证', missing: '安全验证还没有完成，请稍候再试', first: '正在进行安全验证，请稍候' },
} as const

/**
 * Which proof of a person this association asks for, and what its place on a form is called. `visible`: where one should notice it
 * (a new mobile, CQSSA-13), the unseen one is a picture.
 */
export function useHumanCheck(visible = false) {
  const { association } = useSession()
  const kind = computed(() => {
    const usual = association.value?.login.humanCheck ?? 'picture'
    return visible && usual === 'work' ? 'picture' : usual
  })
  return { kind, words: computed(() => words[kind.value]) }
}
