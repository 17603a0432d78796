/** 电子会员证: the paper, and what is so today. Stands above dues, whose spans decide its validity. */
export { downloadCertificate, ownCertificate } from './download.ts'
export { certificateRoutes } from './routes.ts'
export { type Validity, validity } from './state.ts'
export { verifyCertificate } from './verify.ts'
