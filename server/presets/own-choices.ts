import type { Option } from '../../contract/forms/index.ts'
import type { Association } from '../../contract/preset.ts'

type Own = Pick<Association, 'dictionaries' | 'levels' | 'branches'>

/**
 * Every list a form may choose from: the preset's dictionaries, and its own `$levels` (`$levels.unit`, `$levels.person`),
 * `$branches` and `$branches.<branch>`, the levels of that one.
 */
export function choicesOf({ dictionaries, levels, branches = [] }: Own): Record<string, Option[]> {
  const named = (rows: readonly { id: string; name: string }[]): Option[] => rows.map(({ id, name }) => ({ value: id, label: name }))
  const levelsFor = (kind: 'unit' | 'person') => named(levels.filter((level) => (level.for ?? 'unit') === kind))
  const own: Record<string, Option[]> = {
    $levels: named(levels),
    '$levels.unit': levelsFor('unit'),
    '$levels.person': levelsFor('person'),
    $branches: named(branches),
    ...Object.fromEntries(branches.map((branch) => [`$branches.${branch.id}`, named(branch.levels)])),
  }
  return { ...dictionaries, ...Object.fromEntries(Object.entries(own).filter(([, options]) => options.length > 0)) }
}
