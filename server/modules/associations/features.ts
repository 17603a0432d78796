import { effectOf } from '../../../contract/preset/choose.ts'
import { allMethods } from '../../../contract/rules/pay-methods.ts'
import type { AssociationFace } from '../../../contract/session.ts'
import type { Settings } from '../../../contract/settings.ts'

/** What an association has: its pages and menus show nothing else. */
export function featuresOf({ kinds, branches, people, letters, takeover, dues }: Settings): AssociationFace['features'] {
  return {
    branches: (branches?.length ?? 0) > 0,
    people: people !== undefined,
    online: allMethods(dues.methods).some((method) => method !== 'transfer'),
    letters: letters ? { mobile: letters.mobile } : null,
    takeoverDays: takeover.waitWorkdays,
    arrears: (dues.arrears?.length ?? 0) > 0,
    services: (dues.services?.length ?? 0) > 0,
    reminders: (dues.reminders?.length ?? 0) > 0,
    kinds: kinds.map((kind) => ({ kind: kind.kind, name: kind.name, for: kind.for, effect: effectOf(kind) })),
  }
}
