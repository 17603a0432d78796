import type { Context } from '../context.ts'
import type { Upload } from '../http/route.ts'
import { checkContent } from './content.ts'
import { type StoredFile, storeBytes } from './files.ts'
import { straighten } from './pictures.ts'

/** A paper that somebody scanned or photographed, into the store: a PDF as it is, a picture upright. Refuses what is neither. */
export async function storeScan(ctx: Context, { bytes, name }: Pick<Upload, 'name' | 'bytes'>): Promise<StoredFile> {
  const media = await checkContent(bytes, ['pdf', 'image'], name)
  if (media === 'application/pdf') return storeBytes(ctx, bytes, name, media)
  return storeBytes(ctx, await straighten(bytes), `${name.replace(/\.[^.]*$/, '')}.jpg`, 'image/jpeg')
}
