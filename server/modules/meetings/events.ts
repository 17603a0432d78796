export interface MeetingEvents {
  /** A meeting's decisions are to be carried out: raised when it is decided, and again for each further part. */
  'meetings.decided': { meetingId: string }
}
