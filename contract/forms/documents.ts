import { holds } from './condition.ts'
import type { Accepted, DocumentSlot, SlotFile } from './documents-schema.ts'
import type { FormData, Problem } from './schema.ts'

const KINDS: Record<Accepted, string> = { pdf: 'PDF', image: '图片', docx: 'Word 文件' }

/** The slots asked of this applicant. `data` is the form's data with the facts merged in. */
export function askedDocuments(slots: readonly DocumentSlot[], data: FormData): DocumentSlot[] {
  return slots.filter((slot) => holds(slot.when, data))
}

/** What is missing or wrong among the papers; `files` is slot id → the files that lie there. */
export function checkDocuments(slots: readonly DocumentSlot[], files: Record<string, readonly SlotFile[]>, data: FormData = {}): Problem[] {
  return askedDocuments(slots, data).flatMap((slot) => {
    const lying = files[slot.id] ?? []
    const message = lying.length === 0 ? (slot.required ? `请上传${slot.name}。` : null) : checkSlot(slot, lying)
    return message === null ? [] : [{ path: slot.id, label: slot.name, message }]
  })
}

function checkSlot(slot: DocumentSlot, files: readonly SlotFile[]): string | null {
  if (files.length > slot.maxFiles) return `${slot.name}最多 ${slot.maxFiles} 个文件，请删去多出的。`
  for (const file of files) {
    const message = checkSlotFile(slot, file)
    if (message !== null) return message
  }
  if (files.length > 1 && files.some((file) => file.kind !== 'image')) return `${slot.name}只有图片可以传多张，请只留一个文件。`
  return null
}

/** One file against its slot, for the answer to an upload. */
export function checkSlotFile(slot: DocumentSlot, file: Pick<SlotFile, 'name' | 'kind' | 'bytes'>): string | null {
  if (!slot.accept.includes(file.kind)) return `“${file.name}”不是${describeAccepted(slot)}，请换一个文件。`
  if (file.bytes > slot.maxBytes) return `“${file.name}”有 ${formatBytes(file.bytes)}，超过 ${formatBytes(slot.maxBytes)}，请压缩后再传。`
  if (file.bytes === 0) return `“${file.name}”是空文件，请重新选择。`
  return null
}

/** 「PDF 或图片」 */
export function describeAccepted(slot: Pick<DocumentSlot, 'accept'>): string {
  return slot.accept
    .map((kind) => KINDS[kind])
    .join('或')
    .replace(/^PDF或/, 'PDF 或')
}

/** 「PDF 或图片，每个不超过 10 MB，图片可传多张（最多 9 张）」 */
export function describeSlot(slot: DocumentSlot): string {
  const many = slot.maxFiles > 1 ? `，图片可传多张（最多 ${slot.maxFiles} 张）` : ''
  return `${describeAccepted(slot)}，${slot.maxFiles > 1 ? '每个' : ''}不超过 ${formatBytes(slot.maxBytes)}${many}`
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1_048_576) return `${Number((bytes / 1_048_576).toFixed(1))} MB`
  return `${Math.max(1, Math.round(bytes / 1024))} KB`
}
