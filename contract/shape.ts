/** The kinds of schema that admit the same whatever else is said of them. */
interface Plain {
  String: string
  Integer: number
  Number: number
  Boolean: boolean
  Null: null
  Unknown: unknown
}

/**
 * What a schema admits: typebox's `Static` for the kinds that endpoints are made of, told by their mark. It asks
 * less than half of the compiler, which sees every endpoint twice: from the server and from the web.
 */
export type Shape<S> = S extends { '~unsafe': infer T }
  ? T
  : S extends { '~kind': keyof Plain }
    ? Plain[S['~kind']]
    : S extends { '~kind': 'Object'; properties: infer P }
      ? Fields<P>
      : S extends { '~kind': 'Array'; items: infer Item }
        ? Shape<Item>[]
        : S extends { '~kind': 'Enum'; enum: readonly (infer Value)[] }
          ? Value
          : S extends { '~kind': 'Literal'; const: infer Value }
            ? Value
            : S extends { '~kind': 'Union'; anyOf: readonly (infer One)[] }
              ? Shape<One>
              : S extends { '~kind': 'Record'; patternProperties: Record<string, infer Value> }
                ? Record<string, Shape<Value>>
                : never

type Fields<P> = Flat<
  { [K in keyof P as P[K] extends { '~optional': true } ? never : K]: Shape<P[K]> } & {
    [K in keyof P as P[K] extends { '~optional': true } ? K : never]?: Shape<P[K]>
  }
>

type Flat<T> = { [K in keyof T]: T[K] } & {}
