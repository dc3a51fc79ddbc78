/** Something that is there at the end. */
export interface Left {
  readonly what: string;
  readonly id: string;
  /** Absent when nothing explains it. */
  readonly why?: string;
}

/** Reasons why something may be there. */
export const WHY = {
  kept: 'kept on request: --keep',
  ofKeptStack: 'belongs to the stack, which --keep keeps',
  keptKey: 'made for the copy, and always kept: volumes from the copy need it as long as they exist (docs/guides/remove-and-keep.md)',
  terminated: 'EC2 shows it for about an hour',
} as const;
