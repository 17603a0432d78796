export { createStaff } from './manage.ts'
export { installRoles } from './roles.ts'
export { staffRoutes } from './routes.ts'
