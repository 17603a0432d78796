import { describe, expect, it } from 'vitest'
import { photoRule } from '../../../contract/forms/photo.ts'
import { finishedSize, firstCrop, largestPart, partOf, tooSmall, within } from './photo-crop.ts'

const rule = photoRule({})
const phone = { width: 3000, height: 4000 }

describe('GSJL-01 cutting a photo to one inch in the browser', () => {
  it('begins with the largest part that has the right shape, whichever way the picture lies', () => {
    for (const picture of [phone, { width: 4000, height: 3000 }, { width: 295, height: 413 }]) {
      const part = partOf(picture, rule, firstCrop(picture, rule))
      expect(part.width / part.height).toBeCloseTo(295 / 413)
      expect(part.width).toBeCloseTo(largestPart(picture, rule).width)
      expect(Math.min(part.left, part.top)).toBeGreaterThanOrEqual(0)
    }
  })

  it('never keeps what lies outside of the picture, however far one drags or zooms out', () => {
    for (const wild of [
      { x: -900, y: 9000, zoom: 2 },
      { x: 1e6, y: -1e6, zoom: 0.1 },
      { x: 0, y: 0, zoom: 99 },
    ]) {
      const { left, top, width, height } = partOf(phone, rule, within(phone, rule, wild))
      expect(left).toBeGreaterThanOrEqual(-0.001)
      expect(top).toBeGreaterThanOrEqual(-0.001)
      expect(left + width).toBeLessThanOrEqual(phone.width + 0.001)
      expect(top + height).toBeLessThanOrEqual(phone.height + 0.001)
    }
  })

  it('says when too few pixels are left, and whether zooming out helps', () => {
    expect(tooSmall(phone, rule, firstCrop(phone, rule))).toBeNull()
    expect(tooSmall({ width: 600, height: 840 }, rule, { x: 300, y: 420, zoom: 4 })).toContain('请缩小一些')
    expect(tooSmall({ width: 150, height: 210 }, rule, firstCrop({ width: 150, height: 210 }, rule))).toContain('请换一张更清晰的')
  })

  it('keeps up to twice the pixels asked for', () => {
    expect(finishedSize(phone, rule, firstCrop(phone, rule))).toEqual({ width: 590, height: 826 })
    expect(finishedSize({ width: 300, height: 420 }, rule, firstCrop({ width: 300, height: 420 }, rule)).width).toBe(300)
  })
})
