import { Replies } from './ports';

/** Puts a body at a URL once, and tells the HTTP status. Throws when there is no answer. */
export type Put = (url: string, body: string) => Promise<number>;

const ATTEMPTS = 5;
const FIRST_PAUSE_MILLISECONDS = 200;

/** Puts an answer until CloudFormation's bucket has it. */
export class PatientReplies implements Replies {
  constructor(
    private readonly put: Put,
    private readonly pause: (milliseconds: number) => Promise<unknown>,
    /** From 0 to 1, so that answers that were refused together do not come again together. */
    private readonly jitter: () => number,
  ) {}

  public async send(url: string, body: string): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const status = await this.put(url, body).catch(() => undefined);
      if (status !== undefined && status < 300) return;
      if (attempt < ATTEMPTS) await this.pause(2 ** attempt * FIRST_PAUSE_MILLISECONDS * (1 + this.jitter()));
    }
    throw new Error(`CloudFormation's bucket did not take the answer in ${ATTEMPTS} attempts`);
  }
}
