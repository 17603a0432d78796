export interface BankEvents {
  /** Lines of a statement wait to be booked, each on its own. */
  'bank.confirmed': { statementId: string }
}
