import { type MaybeRefOrGetter, toValue, watchEffect } from 'vue'

let association = ''
let page = ''

const write = () => {
  document.title = [page, association].filter(Boolean).join(' · ')
}

export function setPageTitle(title: string | undefined): void {
  page = title ?? ''
  write()
}

export function setAssociationTitle(name: string): void {
  association = name
  write()
}

/** For screens whose title is known only with their data: `usePageTitle(() => matter.value?.title)`. */
export function usePageTitle(title: MaybeRefOrGetter<string | undefined>): void {
  watchEffect(() => {
    const now = toValue(title)
    if (now) setPageTitle(now)
  })
}
