import { reactive } from 'vue'
import { describeAccepted, formatBytes } from '../../../contract/forms/documents.ts'
import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import { ApiError, errorMessage } from '../../api/index.ts'

export interface SendOptions {
  onProgress: (share: number) => void
  signal: AbortSignal
}

export interface SlotUpload {
  key: number
  slot: string
  file: File
  preview: string | null
  state: 'waiting' | 'sending' | 'checking' | 'failed'
  progress: number
  error: string | null
  /** The file itself won't do; trying again would not help. */
  refused: boolean
  stop: AbortController
}

let last = 0

const isRefused = (error: unknown): boolean => error instanceof ApiError && (error.code === 'wrong-file' || error.code === 'too-large')

/** Files on their way into slots: one after another, so that pictures keep the order in which they were chosen. */
export function useSlotUploads(send: (slot: string, file: File, options: SendOptions) => Promise<unknown>) {
  const uploads = reactive<SlotUpload[]>([])
  let chain = Promise.resolve()

  const drop = (upload: SlotUpload) => {
    upload.stop.abort()
    if (upload.preview) URL.revokeObjectURL(upload.preview)
    const at = uploads.findIndex((each) => each.key === upload.key)
    if (at >= 0) uploads.splice(at, 1)
  }

  async function run(upload: SlotUpload): Promise<void> {
    if (!uploads.includes(upload)) return
    upload.state = 'sending'
    upload.progress = 0
    try {
      await send(upload.slot, upload.file, {
        signal: upload.stop.signal,
        onProgress(share) {
          upload.progress = share
          if (share >= 1) upload.state = 'checking'
        },
      })
      drop(upload)
    } catch (error) {
      upload.state = 'failed'
      upload.error = errorMessage(error)
      upload.refused = isRefused(error)
    }
  }

  const enqueue = (upload: SlotUpload) => {
    upload.state = 'waiting'
    upload.error = null
    upload.stop = new AbortController()
    chain = chain.then(() => run(upload))
  }

  function add(slot: DocumentSlot, files: readonly File[]): void {
    for (const file of files) {
      const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null
      uploads.push({
        key: ++last,
        slot: slot.id,
        file,
        preview,
        state: 'waiting',
        progress: 0,
        error: null,
        refused: false,
        stop: new AbortController(),
      })
      const upload = uploads.at(-1)
      const wrong = refuseEarly(slot, file)
      if (!upload) continue
      if (wrong) Object.assign(upload, { state: 'failed', error: wrong, refused: true })
      else enqueue(upload)
    }
  }

  return { uploads, add, drop, retry: enqueue }
}

/** What can be known before sending: saves a member on a phone the minutes of a hopeless upload. */
export function refuseEarly(slot: DocumentSlot, file: Pick<File, 'name' | 'size' | 'type'>): string | null {
  if (file.size === 0) return '这是一个空文件，请重新选择'
  if (file.size > slot.maxBytes) return `文件有 ${formatBytes(file.size)}，超过 ${formatBytes(slot.maxBytes)}，请压缩后再传`
  const known = { pdf: file.type === 'application/pdf', image: file.type.startsWith('image/'), docx: /\.docx$/i.test(file.name) }
  if (file.type !== '' && !slot.accept.some((kind) => known[kind])) return `请上传${describeAccepted(slot)}`.replace(/传(?=[A-Z])/, '传 ')
  return null
}

export const acceptOf = (slot: Pick<DocumentSlot, 'accept'>): string =>
  slot.accept.map((kind) => ({ pdf: 'application/pdf,.pdf', image: 'image/*', docx: '.docx' })[kind]).join(',')
