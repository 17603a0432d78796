/** 会员名录: what the public may find of the members. */
export { directoryFace, searchDirectory } from './directory.ts'
export { directoryRoutes } from './routes.ts'
