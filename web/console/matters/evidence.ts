import { allFields } from '../../../contract/forms/fields.ts'
import { fileIdsOf } from '../../../contract/forms/files.ts'
import type { Field } from '../../../contract/forms/schema.ts'
import type { MatterDocument, MatterForStaff, MatterSlot } from '../../../contract/matters.ts'

export interface Evidence {
  stage: string
  place: 'field' | 'document'
  slot: Pick<MatterSlot, 'id' | 'name' | 'required'> & {
    files: Pick<MatterDocument, 'fileId' | 'name' | 'kind' | 'fresh' | 'print' | 'reused'>[]
  }
}

/** All there is to look at: the papers of the documents stages, and before them the photos and files inside forms. */
export function evidenceOf(matter: Pick<MatterForStaff, 'stages' | 'data' | 'fieldFiles'>): Evidence[] {
  const inForms = matter.stages.flatMap((stage) =>
    stage.type === 'form' && stage.form
      ? allFields(stage.form).flatMap((field): Evidence[] => {
          const files = filesOf(matter, field)
          return files.length === 0
            ? []
            : [{ stage: stage.id, place: 'field', slot: { id: field.id, name: field.label, required: false, files } }]
        })
      : [],
  )
  const papers = matter.stages.flatMap((stage) =>
    (stage.slots ?? []).map((slot): Evidence => ({ stage: stage.id, place: 'document', slot })),
  )
  return [...inForms, ...papers]
}

function filesOf({ data, fieldFiles }: Pick<MatterForStaff, 'data' | 'fieldFiles'>, field: Field): Evidence['slot']['files'] {
  return fileIdsOf(field, data[field.id]).flatMap((id) =>
    fieldFiles
      .filter((file) => file.id === id)
      .map(({ name, kind }) => ({ fileId: id, name, kind, fresh: false, print: null, reused: null })),
  )
}
