/** Why a build ends in FAILED, with what GetImage tells of it beside the reason. */
export class Failure extends Error {
  constructor(reason: string, public readonly context: object = {}) {
    super(reason);
  }
}
