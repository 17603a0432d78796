// 2020-01-01: ids of the seed sort as they were made, and before everything made later.
const base = Date.UTC(2020, 0, 1)

/** A UUID of version 7 that is the same at every call: the `index`th of its `kind` (0–4095). */
export function seedId(kind: number, index: number): string {
  const time = (base + index * 1000).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind.toString(16).padStart(3, '0')}-8000-${index.toString(16).padStart(12, '0')}`
}
