import { reactive } from 'vue'
import { errorMessage, upload } from '../../api/index.ts'

/** What is on its way into a batch. Lives beside the pages, so that leaving one does not stop it. */
export interface Sending {
  all: number
  sent: number
  added: number
  left: { name: string; why: string }[]
}

const going = reactive(new Map<string, Sending>())
export const sendingOf = (batchId: string): Sending | undefined => going.get(batchId)

const wanted = /\.(pdf|ofd|zip)$/i
const mostBytes = 20 * 1024 * 1024
const atOnce = 3

/** Sends files one by one, three at a time; what can't be taken is told by name. */
export async function send(batchId: string, files: readonly File[]): Promise<void> {
  const queue = files.filter((file) => wanted.test(file.name) && !file.name.startsWith('._'))
  const state = reactive<Sending>({ all: queue.length, sent: 0, added: 0, left: [] })
  const strange = files.length - queue.length
  if (strange > 0) state.left.push({ name: `${strange} 个文件`, why: '不是 PDF、OFD 或 ZIP' })
  going.set(batchId, state)
  const work = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) await sendOne(batchId, file, state)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function sendOne(batchId: string, file: File, state: Sending): Promise<void> {
  try {
    if (file.size > mostBytes) throw new Error('超过 20 MB：请分成几个压缩包，或解压后拖入文件夹')
    const { added, left } = await upload('POST /console/receipt-batches/:id/files', file, { params: { id: batchId } })
    state.added += added
    state.left.push(...left)
  } catch (error) {
    state.left.push({ name: file.name, why: errorMessage(error) })
  } finally {
    state.sent += 1
  }
}
