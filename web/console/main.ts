import '../ui/index.css'
import '../ui/element.css'
import { openDoor } from '../parts/door.ts'
import { routes } from './routes.ts'
import Shell from './Shell.vue'

openDoor({ door: 'console', shell: Shell, routes, needs: 'staff' })
