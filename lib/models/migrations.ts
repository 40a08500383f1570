type Stored = Readonly<Record<string, unknown>>

/** From each version of stored descriptors to the next one; the first is without a version. */
const migrations: readonly ((old: Stored) => Stored)[] = [
  // 0.1.0
  ({ licence, ...old }) => ({
    ...old,
    ...(licence !== undefined && { license: licence }),
    ...(['own', 'depth-anything-v2-metric'].includes(String(old['group'])) && { group: 'custom' }),
    ...(isStored(old['files']) && { files: mapValues(old['files'], withExternalData) }),
    ...(isStored(old['input']) && { input: withSizeMultiple(old['input']) }),
    ...(Array.isArray(old['unverified']) && { unverified: old['unverified'].map(currentPointer) }),
  }),
]

/** The version of the descriptors that are written now. */
export const descriptorVersion = 1

/**
 * A descriptor as this version of the package writes it, from one that an earlier version or a user
 * wrote. What is not a descriptor comes back as it is, for the schema to refuse.
 */
export function migrateDescriptor(value: unknown): unknown {
  if (!isStored(value)) return value
  const { version = 0, ...stored } = value
  if (typeof version !== 'number' || version >= descriptorVersion) return value
  const migrated = migrations.slice(version).reduce((old, migrate) => migrate(old), stored)
  return { version: descriptorVersion, ...migrated }
}

function withExternalData(file: unknown): unknown {
  if (!isStored(file) || file['companions'] === undefined) return file
  const { companions, ...rest } = file
  return { ...rest, externalData: companions }
}

function withSizeMultiple({ multiple, ...input }: Stored): Stored {
  return multiple === undefined ? input : { ...input, sizeMultiple: multiple }
}

/** A JSON pointer to a field that has another name now. */
function currentPointer(pointer: unknown): unknown {
  if (typeof pointer !== 'string') return pointer
  return pointer
    .replace(/^\/licence/, '/license')
    .replace('/companions', '/externalData')
    .replace('/input/multiple', '/input/sizeMultiple')
}

function mapValues(fields: Stored, change: (value: unknown) => unknown): Stored {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value)]))
}

function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
