import { type ComputedRef, computed, type InjectionKey, inject, type Ref, ref, watch } from 'vue'
import type { Remark } from '../../../contract/matters.ts'

export type RemarkDraft = Pick<Remark, 'stage' | 'place' | 'path' | 'label' | 'text'>
type Place = Pick<RemarkDraft, 'stage' | 'place' | 'path'>

export interface Remarks {
  /** The reviewer is choosing what to send back. */
  writing: Ref<boolean>
  /** What was written so far; places begun but left empty are not in it. */
  written: ComputedRef<RemarkDraft[]>
  find: (place: Place) => RemarkDraft | undefined
  set: (draft: RemarkDraft) => void
  drop: (place: Place) => void
  /** Of the last return, at this place. */
  earlier: (place: Place) => Remark | undefined
  forget: () => void
}

export const remarksKey: InjectionKey<Remarks> = Symbol('remarks')
export const useRemarks = (): Remarks | null => inject(remarksKey, null)

/** Remarks of one matter while they are written; they outlive a reload of the page. */
export function newRemarks(matterId: string, past: () => readonly Remark[]): Remarks {
  const key = `huiji-remarks-${matterId}`
  const drafts = ref<RemarkDraft[]>(stored(key))
  const same = (a: Place) => (b: Place) => a.stage === b.stage && a.place === b.place && a.path === b.path
  watch(drafts, (now) => keep(key, now), { deep: true })
  return {
    writing: ref(false),
    written: computed(() => drafts.value.filter((draft) => draft.text.trim() !== '')),
    find: (place) => drafts.value.find(same(place)),
    set(draft) {
      const at = drafts.value.findIndex(same(draft))
      if (at === -1) drafts.value.push(draft)
      else drafts.value[at] = draft
    },
    drop: (place) => {
      drafts.value = drafts.value.filter((draft) => !same(place)(draft))
    },
    earlier: (place) => past().find(same(place)),
    forget: () => {
      drafts.value = []
    },
  }
}

function stored(key: string): RemarkDraft[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]') as RemarkDraft[]
  } catch {
    return []
  }
}

function keep(key: string, drafts: readonly RemarkDraft[]): void {
  try {
    if (drafts.length === 0) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(drafts))
  } catch {
    // Without storage they live as long as the page.
  }
}
