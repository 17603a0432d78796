import { pinyin } from 'pinyin-pro'

/**
 * The initials people type to find a name: 「示例建设集团」 → 'sljsjt', lower case; letters and digits stay, marks go.
 * `person` reads the surname as surnames are read (单 → s, 解 → x, 曾 → z).
 */
export function pinyinInitials(name: string, kind: 'unit' | 'person' = 'unit'): string {
  const letters = pinyin(name, {
    pattern: 'first',
    toneType: 'none',
    type: 'array',
    nonZh: 'consecutive',
    surname: kind === 'person' ? 'head' : 'off',
  })
  return letters
    .join('')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
