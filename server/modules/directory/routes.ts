import { directoryEndpoints } from '../../../contract/directory.ts'
import { implement } from '../../kernel/http/route.ts'
import { directoryFace, searchDirectory } from './directory.ts'

export const directoryRoutes = implement(directoryEndpoints, {
  'GET /directory/face': async (req) => directoryFace(req.ctx),
  'GET /directory': (req) => searchDirectory(req.ctx, req.query),
})
