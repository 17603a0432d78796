import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { allFields } from '../../../contract/forms/fields.ts'
import type { FieldOf, FormDefinition } from '../../../contract/forms/schema.ts'
import type { Company } from '../../../contract/members.ts'
import { api, useSession, useSessionRefresh } from '../../api/index.ts'
import { loadNames } from '../../parts/forms/codes.ts'
import { toast } from '../../ui/toasts.ts'

/** The record of whom one acts for, with the names its codes stand for. */
export function useCompany() {
  const { word } = useSession()
  const client = useQueryClient()
  const refreshSession = useSessionRefresh()
  const company = useQuery({ queryKey: ['company'], queryFn: () => api('GET /portal/company'), refetchOnWindowFocus: false })
  const names = useQuery({ queryKey: ['names'], queryFn: loadNames, staleTime: Number.POSITIVE_INFINITY })

  function take(fresh: Company): void {
    client.setQueryData(['company'], fresh)
    void client.invalidateQueries({ queryKey: ['home'] })
    void refreshSession()
  }
  const told = (staffToo: boolean) => toast(staffToo ? `已保存并生效，已同时告知${word('secretariat', '秘书处')}` : '已保存并生效')
  return { company, names, take, told }
}

/** Contacts that are many are a table of their own (CAQ-13); two at most are part of the form. */
export const contactsTable = (form: FormDefinition): FieldOf<'list'> | null =>
  allFields(form)
    .flatMap((field) => (field.type === 'list' && field.maps === 'contacts' && field.max > 2 ? [field] : []))
    .at(0) ?? null
