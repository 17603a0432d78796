import { api, doorPath, errorMessage } from '../api/index.ts'
import { toast } from '../ui/toasts.ts'

/** Ends the session on the server, then leaves for the association's face with nothing kept in memory. */
export async function signOut(): Promise<void> {
  try {
    await api('DELETE /session', { stay: true })
    location.assign(doorPath('public'))
  } catch (error) {
    toast(`没能退出：${errorMessage(error)}`, 'bad')
  }
}

/** Everything on the page belongs to the member acted for so far: it is loaded afresh, from the home page. */
export async function actFor(id: string): Promise<void> {
  try {
    await api('POST /session/member', { body: { id } })
    location.assign(doorPath('portal'))
  } catch (error) {
    toast(`没能切换：${errorMessage(error)}`, 'bad')
  }
}
