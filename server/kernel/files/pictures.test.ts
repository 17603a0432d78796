import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { pictureSize, straighten, thumbnail } from './pictures.ts'

const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 4, background: '#336699' } })

describe('CACEM-08 pictures taken with a phone', () => {
  it('stand upright, at most 2400 px a side, and no longer say where they were taken', async () => {
    const exif = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '39/1 54/1 0/1' } }
    const photo = await picture(4000, 3000).withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    expect((await sharp(photo).metadata()).exif).toBeDefined()
    const kept = await sharp(await straighten(photo)).metadata()
    expect(kept).toMatchObject({ format: 'jpeg', width: 1800, height: 2400 })
    expect(kept.exif).toBeUndefined()
    expect(kept.orientation).toBeUndefined()
  })

  it('are never enlarged, and lie on white where they were transparent', async () => {
    const clear = await sharp({ create: { width: 20, height: 10, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toBuffer()
    const kept = sharp(await straighten(clear))
    expect(await kept.metadata()).toMatchObject({ width: 20, height: 10 })
    expect((await kept.stats()).channels.map((channel) => Math.round(channel.mean))).toEqual([255, 255, 255])
  })

  it('are seen small in lists', async () => {
    const small = await thumbnail(await picture(1000, 500).png().toBuffer(), 200)
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 200, height: 100 })
  })

  it('tell their size as they will be seen', async () => {
    const lying = await picture(300, 200).withMetadata({ orientation: 8 }).jpeg().toBuffer()
    expect(await pictureSize(lying)).toMatchObject({ width: 200, height: 300, upright: false, format: 'jpeg' })
  })

  it('are refused when a small file would unfold into a giant one', async () => {
    const bomb = await sharp({ create: { width: 16_000, height: 8_000, channels: 3, background: '#000' }, limitInputPixels: false })
      .png({ compressionLevel: 9 })
      .toBuffer()
    expect(bomb.length).toBeLessThan(2_000_000)
    await expect(straighten(bomb)).rejects.toMatchObject({ code: 'too-large', message: expect.stringContaining('图片的尺寸太大') })
    await expect(thumbnail(bomb, 200)).rejects.toMatchObject({ code: 'too-large' })
  })

  it('are refused when they are no pictures, or only half of one', async () => {
    await expect(straighten(Buffer.from('<html></html>'))).rejects.toMatchObject({ code: 'wrong-file' })
    const whole = await sharp({
      create: { width: 600, height: 600, channels: 3, background: '#123', noise: { type: 'gaussian', mean: 120, sigma: 40 } },
    })
      .jpeg()
      .toBuffer()
    await expect(straighten(whole.subarray(0, whole.length / 2))).rejects.toMatchObject({ code: 'wrong-file' })
  })
})
