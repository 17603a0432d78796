export { issueLetters } from './letters/issue.ts'
export { letterRoutes as accessRoutes } from './letters/routes.ts'
export { forgetCodes } from './letters/void.ts'
