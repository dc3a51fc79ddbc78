/** What a deployment does about images. */
export enum BuildOnDeploy {
  /** Nothing: the schedule does, or you. */
  NEVER = 'NEVER',
  /** Starts a build when the pipeline is new or has changed, and does not wait for it. */
  START = 'START',
  /**
   * Starts a build when the pipeline is new or has changed, and waits until the image is there: 30 minutes, or more. A build that fails
   * fails the deployment. Of several architectures, all are waited for.
   */
  WAIT = 'WAIT',
}
