import sharp from 'sharp'
import type { Paper } from '../kit/papers.ts'

/** A portrait as a camera takes it, far bigger than a 1-inch photo may be: a face on white ground. */
export async function portrait(name: string, ground = '#ffffff'): Promise<Paper> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="1800" height="2400"><rect width="1800" height="2400" fill="${ground}"/>
<path d="M260 2400 Q300 1640 900 1600 Q1500 1640 1540 2400Z" fill="#2f4763"/><rect x="760" y="1300" width="280" height="380" fill="#e0b490"/>
<ellipse cx="900" cy="1000" rx="400" ry="520" fill="#ecc6a3"/><path d="M480 960 Q500 400 900 420 Q1300 400 1320 960 Q1200 640 900 660 Q600 640 480 960Z" fill="#26211d"/>
<circle cx="750" cy="1010" r="34" fill="#26211d"/><circle cx="1050" cy="1010" r="34" fill="#26211d"/><path d="M770 1260 Q900 1340 1030 1260" stroke="#a04b3c" stroke-width="22" fill="none"/></svg>`
  const speckles = {
    create: { width: 1800, height: 2400, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  } as const
  const grain = await sharp(speckles).png().toBuffer()
  const buffer = await sharp(Buffer.from(drawing))
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 96 })
    .toBuffer()
  return { name: `${name}.jpg`, mimeType: 'image/jpeg', buffer }
}
