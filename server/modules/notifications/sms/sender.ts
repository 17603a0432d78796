/** One short message as carriers want it: an approved text with its variables. */
export interface ShortMessage {
  mobile: string
  /** Between 【】; must be approved for this sender. */
  signature: string
  /** The carrier's number of the approved text. */
  templateCode: string
  /** In the order the text names them. */
  variables: Record<string, string>
}

/** Sends or throws `CarrierRefusal`; answers the carrier's number of the message. */
export type SendSms = (message: ShortMessage) => Promise<string>

/** The carrier understood and said no: trying again later may help (limits) or not (`final`). */
export class CarrierRefusal extends Error {
  readonly code: string
  readonly final: boolean
  constructor(code: string, message: string, final: boolean) {
    super(`${code}: ${message}`)
    this.name = 'CarrierRefusal'
    this.code = code
    this.final = final
  }
}
