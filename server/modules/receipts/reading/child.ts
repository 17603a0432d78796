import { serveJobs } from '../../../kernel/children/serve.ts'
import { pdfWords } from '../../../kernel/papers/words.ts'
import { readFields } from './fields.ts'
import { ofdMedia } from './media.ts'
import { readOfd } from './ofd.ts'
import type { Paper } from './paper.ts'
import type { PaperFile } from './read.ts'

serveJobs<PaperFile, Paper>(async ({ bytes, media }, tell) => {
  const paper =
    media === ofdMedia ? await readOfd(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) : readFields(await pdfWords(bytes))
  if (paper) await tell(paper)
})
