import { serveJobs } from '../../../kernel/children/serve.ts'
import { readSheet, type SheetAnswer, type SheetJob } from './work.ts'

serveJobs<SheetJob, SheetAnswer>(readSheet)
