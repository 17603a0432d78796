import sharp from 'sharp'
import { formatDay } from '../../../../contract/rules/days.ts'
import type { ManualData, ManualShot, Prepared } from '../documents.ts'

/** Pixels a screenshot keeps: sharp in print, and a hundred of them still go by mail. */
const widest = { desk: 1200, phone: 520 }

export async function prepareManual(manual: ManualData): Promise<Prepared> {
  const files: Record<string, Uint8Array> = {}
  const light = async (shot: ManualShot) => {
    const file = `shot-${Object.keys(files).length}.jpg`
    const picture = sharp(shot.image).flatten({ background: '#ffffff' }).resize({ width: widest[shot.device], withoutEnlargement: true })
    files[file] = await picture.jpeg({ quality: 74, chromaSubsampling: '4:4:4', mozjpeg: true }).toBuffer()
    return { file, caption: shot.caption ?? '', phone: shot.device === 'phone' }
  }
  const chapters = []
  for (const chapter of manual.chapters) {
    const steps = []
    for (const step of chapter.steps) {
      const shots = []
      for (const shot of step.shots ?? []) shots.push(await light(shot))
      steps.push({ text: step.text, shots })
    }
    chapters.push({ title: chapter.title, intro: chapter.intro ?? '', steps })
  }
  return {
    files,
    data: {
      title: manual.title,
      subtitle: manual.subtitle ?? '',
      association: manual.association.name,
      accent: manual.association.accent,
      version: manual.version,
      issued: formatDay(manual.date),
      chapters,
    },
  }
}
