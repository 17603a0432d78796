import { certificateEndpoints } from '../../../contract/certificates.ts'
import { implement } from '../../kernel/http/route.ts'
import { downloadCertificate, ownCertificate } from './download.ts'
import { verifyCertificate } from './verify.ts'

export const certificateRoutes = implement(certificateEndpoints, {
  'GET /portal/certificate/state': (req) => ownCertificate(req.ctx),
  'GET /portal/certificate': (req) => downloadCertificate(req.ctx),
  'GET /verify/:number': (req) => verifyCertificate(req.ctx, req.params.number, req.query.s ?? ''),
})
