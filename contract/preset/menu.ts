import { type Static, Type } from 'typebox'

const Text = Type.String({ minLength: 1 })

/** The places a member's navigation may lead to. What an association (or a kind of member) has not is left out, whatever its menu says. */
export const MENU_PLACES = [
  'home',
  'matters',
  'to-do',
  'done',
  'company',
  'contacts',
  'change',
  'branches',
  'leave',
  'records',
  'people',
  'dues',
  'orders',
  'receipts',
  'advance',
  'history',
  'account',
] as const
export type MenuPlace = (typeof MENU_PLACES)[number]

/** One line: which place, what it is called here, and the heading it stands under. */
export const MenuEntry = Type.Object(
  { id: Type.Enum([...MENU_PLACES]), label: Type.Optional(Text), group: Type.Optional(Text) },
  { additionalProperties: false },
)
export type MenuEntry = Static<typeof MenuEntry>

/** `menu` of association.yaml: the left menu in order, for units and for persons; left out, there is a usual one. */
export const Menu = Type.Object(
  {
    unit: Type.Optional(Type.Array(MenuEntry, { minItems: 1 })),
    person: Type.Optional(Type.Array(MenuEntry, { minItems: 1 })),
  },
  { additionalProperties: false },
)
