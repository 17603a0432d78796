import { formatDay } from '../../../../contract/rules/days.ts'
import type { CertificateData, Prepared } from '../documents.ts'
import { guilloche } from '../guilloche.ts'
import { qrSvg } from '../qr.ts'
import { sealSvg } from '../seal.ts'

export async function prepareCertificate(certificate: CertificateData): Promise<Prepared> {
  const { association, seal } = certificate
  const files: Record<string, Uint8Array> = {
    'ground.svg': Buffer.from(guilloche(association.accent)),
    'qr.svg': await qrSvg(certificate.verifyUrl),
  }
  if (seal) files['seal.svg'] = Buffer.from(sealSvg(seal))
  return {
    files,
    data: {
      title: certificate.title,
      titleEn: certificate.titleEn ?? '',
      association: association.name,
      associationEn: association.nameEn ?? '',
      holder: certificate.holder,
      holderEn: certificate.holderEn ?? '',
      statement: certificate.statement,
      facts: certificate.facts,
      verifyUrl: certificate.verifyUrl,
      verifyNote: certificate.verifyNote,
      issued: formatDay(certificate.date),
      seal: seal !== undefined,
    },
  }
}
