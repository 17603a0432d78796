import { onMounted, type Ref, ref } from 'vue'
import type { Names } from '../../../contract/forms/show.ts'
import { loadIndustries, loadRegions } from '../../parts/forms/codes.ts'

/** Codes shown as names. Until the tables are there (or if they can't be fetched) the code itself is shown. */
export function useNames(): Ref<Names> {
  const names = ref<Names>({ region: (code) => code, industry: (code) => code })
  onMounted(async () => {
    const [regions, industries] = await Promise.allSettled([loadRegions(), loadIndustries()])
    names.value = {
      region: (code) => (regions.status === 'fulfilled' && regions.value.name(code)) || code,
      industry: (code) => (industries.status === 'fulfilled' && industries.value.name(code)) || code,
    }
  })
  return names
}
