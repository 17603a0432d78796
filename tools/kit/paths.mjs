import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the clone. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** A path below the clone. */
export const inRoot = (...parts) => join(root, ...parts)
