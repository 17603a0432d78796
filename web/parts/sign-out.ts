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
