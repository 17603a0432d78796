export { branchById, branchName, levelOfBranch, openBranches } from './branches.ts'
export { installBranches } from './install.ts'
