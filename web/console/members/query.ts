import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { MemberFilters } from '../../../contract/members.ts'
import { api } from '../../api/index.ts'
import { useAddress } from '../lists/address.ts'

export const memberFilters = ['q', 'kind', 'level', 'branch', 'province', 'city', 'industry', 'dues', 'standing'] as const

/** The member list's filters as they stand in the address; a member's page carries them for previous and next. */
export function useMemberQuery() {
  const address = useAddress([...memberFilters, 'sort', 'order'])
  const one = (name: string) => address.text(name).value || undefined
  const many = (name: string) => {
    const list = address.list(name).value
    return list.length > 0 ? list : undefined
  }
  const query = computed<MemberFilters>(() => ({
    q: one('q'),
    kind: one('kind') as MemberFilters['kind'],
    level: many('level'),
    branch: many('branch'),
    province: many('province'),
    city: many('city'),
    industry: many('industry'),
    dues: one('dues') as MemberFilters['dues'],
    standing: one('standing') as MemberFilters['standing'],
    sort: one('sort') as MemberFilters['sort'],
    order: one('order') as MemberFilters['order'],
  }))
  return { address, query }
}

/** What filters and dialogs offer; the same for everybody's whole day. */
export const useMemberChoices = () =>
  useQuery({ queryKey: ['members', 'choices'], queryFn: () => api('GET /console/members/choices'), staleTime: 600_000 })
