type Method = 'transfer' | 'alipay' | 'wechat'
type Kind = 'unit' | 'person'

/** A way to pay as a preset says it: for everybody, or for one kind of member. */
export type PayWay = Method | { method: Method; for: Kind }

const methodOf = (way: PayWay): Method => (typeof way === 'string' ? way : way.method)

/** The ways to pay of one kind of member, the usual one first. CACEM-09, CAQ-18 */
export const methodsFor = (ways: readonly PayWay[], kind: Kind): Method[] =>
  ways.filter((way) => typeof way === 'string' || way.for === kind).map(methodOf)

/** All that anybody may pay with. */
export const allMethods = (ways: readonly PayWay[]): Method[] => [...new Set(ways.map(methodOf))]
