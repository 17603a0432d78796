import { type InjectionKey, inject, provide, reactive } from 'vue'
import type { SlotFile } from '../../../contract/forms/documents-schema.ts'
import { fileUrl, upload } from '../../api/index.ts'
import type { SendOptions } from '../files/slot-uploads.ts'

/** Where a form's photos and files go to and come from; a form without one can't take any. */
export interface FormFiles {
  /** `photo`, or `grades.scan` for a field of a list's rows. */
  send?: (field: string, file: File, options: SendOptions) => Promise<SlotFile>
  /** Address of a file; with `width`, of a small picture of it. */
  url: (id: string, width?: number) => string
  /** Name, kind and size by id, as far as they are known. */
  known: Map<string, SlotFile>
}

const formFilesKey: InjectionKey<FormFiles> = Symbol('form files')

export const provideFormFiles = (files: FormFiles): void => provide(formFilesKey, files)
export const useFormFiles = (): FormFiles | null => inject(formFilesKey, null)

/** The files of a matter that is being filled in, or only read. */
export function matterFiles(id: string, known: readonly SlotFile[], readonly = false): FormFiles {
  const files: FormFiles = {
    url: (fileId, width) => fileUrl('GET /portal/matters/:id/files/:fileId', { params: { id, fileId }, query: { width } }),
    known: reactive(new Map(known.map((file) => [file.id, file]))),
  }
  if (!readonly)
    files.send = (field, file, options) => upload('POST /portal/matters/:id/fields/:field', file, { params: { id, field }, ...options })
  return files
}

/** The same of a matter as its reviewer reads it. */
export function reviewedFiles(id: string, known: readonly SlotFile[]): FormFiles {
  return {
    url: (fileId, width) => fileUrl('GET /console/matters/:id/files/:fileId', { params: { id, fileId }, query: { width } }),
    known: new Map(known.map((file) => [file.id, file])),
  }
}

/** Of one's own record. */
export function recordFiles(known: readonly SlotFile[]): FormFiles {
  return {
    url: (fileId, width) => fileUrl('GET /portal/company/files/:fileId', { params: { fileId }, query: { width } }),
    known: reactive(new Map(known.map((file) => [file.id, file]))),
    send: (field, file, options) => upload('POST /portal/company/fields/:field', file, { params: { field }, ...options }),
  }
}

/** Of a member's record, as staff read and edit it. */
export function memberFiles(id: string, known: readonly SlotFile[]): FormFiles {
  return {
    url: (fileId, width) => fileUrl('GET /console/members/:id/files/:fileId', { params: { id, fileId }, query: { width } }),
    known: reactive(new Map(known.map((file) => [file.id, file]))),
    send: (field, file, options) => upload('POST /console/members/:id/fields/:field', file, { params: { id, field }, ...options }),
  }
}

/** `grades.3.scan` → `grades.scan`: where a file belongs whichever row it stands in. */
export const fieldPath = (path: string): string => path.replace(/\.\d+\./, '.')
