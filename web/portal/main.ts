import '../ui/index.css'
import { openDoor } from '../parts/door.ts'
import { routes } from './routes.ts'
import Shell from './Shell.vue'

openDoor({ door: 'portal', shell: Shell, routes, needs: 'account' })
