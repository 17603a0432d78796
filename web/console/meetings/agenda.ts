import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { api, errorMessage } from '../../api/index.ts'
import { toast } from '../../ui/toasts.ts'

/** The acts on an open agenda, one at a time; each refreshes what is shown and says what it did. */
export function useAgenda(id: string) {
  const client = useQueryClient()
  const busy = ref<string | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: ['meetings'] })

  async function act(name: string, work: () => Promise<string | undefined>): Promise<void> {
    if (busy.value) return
    busy.value = name
    try {
      const said = await work()
      if (said) toast(said)
    } catch (error) {
      toast(errorMessage(error), 'bad')
    } finally {
      await refresh()
      busy.value = null
    }
  }

  return {
    busy,
    refresh,
    collect: () =>
      act('collect', async () => {
        const { added } = await api('POST /console/meetings/:id/collect', { params: { id } })
        return added === 0 ? '没有新的待上会事项' : `已收入 ${added} 件`
      }),
    renew: (matters: string[]) =>
      act('renew', async () => {
        await api('POST /console/meetings/:id/items', { params: { id }, body: { matters } })
        return '已按现在的内容重新列入'
      }),
    remove: (matters: string[]) =>
      act('remove', async () => {
        await api('POST /console/meetings/:id/remove', { params: { id }, body: { matters } })
        return `已移出 ${matters.length} 件`
      }),
    move: (matter: string, to: number) =>
      act('move', async () => {
        await api('POST /console/meetings/:id/move', { params: { id }, body: { matter, to } })
        return undefined
      }),
  }
}
