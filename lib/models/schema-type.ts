type Shape = Readonly<Record<string, unknown>>

/** The type of the values that a JSON schema accepts, for the keywords that descriptors use. */
export type SchemaType<S> = S extends { readonly enum: readonly (infer Value)[] }
  ? Value
  : S extends { readonly type: 'string' }
    ? string
    : S extends { readonly type: 'boolean' }
      ? boolean
      : S extends { readonly type: 'number' | 'integer' }
        ? number
        : S extends { readonly type: 'array'; readonly items: infer Item }
          ? ArrayType<S, SchemaType<Item>>
          : S extends {
                readonly type: 'object'
                readonly properties: infer Properties extends Shape
              }
            ? ObjectType<Properties, S extends { required: readonly (infer K)[] } ? K : never>
            : never

type ArrayType<S, Item> = S extends { readonly minItems: 3; readonly maxItems: 3 }
  ? readonly [Item, Item, Item]
  : readonly Item[]

type ObjectType<Properties extends Shape, Required> = {
  readonly [K in keyof Properties as K extends Required ? K : never]: SchemaType<Properties[K]>
} & {
  readonly [K in keyof Properties as K extends Required ? never : K]?: SchemaType<Properties[K]>
}
