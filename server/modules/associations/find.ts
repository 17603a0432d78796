import { sql } from 'kysely'
import type { Settings } from '../../../contract/settings.ts'
import type { Association } from '../../kernel/context.ts'
import type { Kernel } from '../../kernel/kernel.ts'

interface Row {
  id: string
  slug: string
  name: string
  short_name: string
  hosts: string[]
  settings: unknown
}

interface Known {
  rows: Association[]
  hosts: Map<string, string>
  until: number
}

// Settings change rarely and are read at every request: two seconds old is fresh enough, in every process.
const freshMs = 2_000
const known = new WeakMap<Kernel, Known>()

async function load(kernel: Kernel): Promise<Known> {
  const cached = known.get(kernel)
  if (cached && cached.until > Date.now()) return cached
  const { rows } =
    await sql<Row>`select id, slug, name, short_name, hosts, settings from associations where closed_at is null order by created_at, slug`.execute(
      kernel.database.db,
    )
  const fresh: Known = {
    rows: rows.map((row) => ({
      id: row.id,
      slug: row.slug,
      name: row.name,
      shortName: row.short_name,
      settings: row.settings as Settings,
    })),
    hosts: new Map(rows.flatMap((row) => row.hosts.map((host) => [host, row.slug] as const))),
    until: Date.now() + freshMs,
  }
  known.set(kernel, fresh)
  return fresh
}

export const listAssociations = async (kernel: Kernel): Promise<Association[]> => (await load(kernel)).rows

/** By address. A host that belongs to one association shows no other. */
export async function findAssociation(kernel: Kernel, slug: string, host: string): Promise<Association | null> {
  const { rows, hosts } = await load(kernel)
  const owner = hosts.get(host)
  if (owner !== undefined && owner !== slug) return null
  return rows.find((row) => row.slug === slug) ?? null
}

export async function loadAssociation(kernel: Kernel, id: string): Promise<Association> {
  const association = (await load(kernel)).rows.find((row) => row.id === id)
  if (!association) throw new Error('no such association')
  return association
}

/** After creating or changing one in this process. */
export function forgetAssociations(kernel: Kernel): void {
  known.delete(kernel)
}
