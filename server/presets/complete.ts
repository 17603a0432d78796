import type { Association, MessageId } from '../../contract/preset/association.ts'
import type { AssociationFile } from '../../contract/preset/association-file.ts'
import { DEFAULT_MESSAGES } from '../../contract/preset/default-messages.ts'
import { DEFAULT_SETTINGS, defaultCertificate } from '../../contract/preset/default-settings.ts'
import { DEFAULT_WORDS } from '../../contract/preset/default-words.ts'

/** An association with what its file leaves unsaid: the usual words, messages, rules and roles. */
export function completed(file: AssociationFile): Association {
  const { words, messages = [], terms = [], dictionaries = {}, certificate, ...rest } = file
  const unworded = (Object.keys(DEFAULT_MESSAGES) as MessageId[]).filter((id) => !messages.some((message) => message.id === id))
  return {
    ...DEFAULT_SETTINGS,
    ...rest,
    certificate: certificate ?? defaultCertificate(rest.names.full),
    words: { ...DEFAULT_WORDS, ...words },
    messages: [...messages, ...unworded.map((id) => ({ id, ...DEFAULT_MESSAGES[id] }))],
    terms,
    dictionaries,
  }
}
