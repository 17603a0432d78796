import type { AgendaData, Prepared } from '../documents.ts'

export const prepareAgenda = (agenda: AgendaData): Prepared => ({
  files: {},
  data: { ...agenda, association: agenda.association.name, accent: agenda.association.accent },
})
