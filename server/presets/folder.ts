import { fileURLToPath } from 'node:url'

/** Where this program's presets lie, beside the source and beside the build alike. */
export const presetsFolder = fileURLToPath(new URL('../../presets/', import.meta.url))
